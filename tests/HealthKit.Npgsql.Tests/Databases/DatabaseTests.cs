using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Pools;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Tests.Databases;

public class DatabaseTests
{
    // Every 15 s each statement, two thousand at most, is asked for each database.
    [Fact]
    public void Tells_whether_a_statement_runs_there_without_reading_its_connection_string_again()
    {
        const string Pool = "Host=a;Port=5432;Database=shop;Username=app";
        Assert.True(PoolSettings.TryParse(Pool, out var settings));
        Assert.True(PoolSettings.TryParse("Host=b;Port=5432;Database=shop;Username=app", out var others));
        var (here, elsewhere) = (new Database(settings, null, null), new Database(others, null, null));
        var statement = new DatabaseSignals(TimeProvider.System, Options.Create(new HealthAuditOptions()), AuditSettings.Default).Statements.Find("select 1").Statement;
        statement.AddLatency(1, 0, Pool);
        Assert.Equal((true, false), (here.Runs(statement), elsewhere.Runs(statement)));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2_000; i++)
        {
            _ = here.Runs(statement) || elsewhere.Runs(statement);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
