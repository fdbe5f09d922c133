using System.Globalization;
using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests.Commands;

public class QuerySourceTests
{
    [Fact]
    public async Task Hides_no_statement_behind_busier_ones()
    {
        await using var host = await TestHost.StartAsync(static _ => { });
        var signals = host.Services.GetRequiredService<DatabaseSignals>();
        for (var i = 0; i < 700; i++)
        {
            var (statement, _) = signals.Statements.Find(string.Create(CultureInfo.InvariantCulture, $"select c{i} from t where a = $1"));
            statement.AddCalls(1, ticks: 10_000, SampleWeight.One, signals.Half, examined: true);
        }

        var queries = await host.EvidenceAsync<QueryEvidence>();
        Assert.Equal(700, queries.Statements.Count);
        Assert.Equal(700, queries.Statements.Sum(static statement => statement.Calls));
    }
}
