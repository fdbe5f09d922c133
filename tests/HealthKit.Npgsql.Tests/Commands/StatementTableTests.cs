using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Tests.Commands;

public class StatementTableTests
{
    private const int Distinct = 100_000;

    [Theory]
    [InlineData("select c{0} from t{0} where a = $1")]
    [InlineData("select c{0} from t{0} where a = 'x{0}'")]
    public void Stays_small_however_many_statements_there_are(string text)
    {
        var table = new StatementTable(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Distinct; i++)
        {
            var sql = text.Replace("{0}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
            var (statement, fingerprint) = table.Find(sql);
            statement.AddLatency(ticks: 10_000, half: 0, pool: null);
            statement.AddCalls(1, ticks: 10_000, SampleWeight.One, half: 0, examined: false);
            if (fingerprint.HasLiterals && !ReferenceEquals(statement, table.Overflow))
            {
                statement.AddLiterals(fingerprint.LiteralHash, 1, Literals.Read(sql, RequestValues.None), generated: false);
            }
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 8 * 1024 * 1024, $"{grown:#,0} B for {Distinct:#,0} statements");
        Assert.Equal(2_000, table.All.Count());
        Assert.Equal(Distinct - 2_000, table.Overflow.Calls);
        GC.KeepAlive(table);
    }
}
