using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Sql;
using HealthKit.TestServers;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>Counters are read of the tables that are asked for, each with the size of the whole that it is part of.</summary>
public class TableCountersTests(PostgresFixture postgres)
{
    private const string Schema = """
        create table big (id int, note text) partition by range (id);
        create table big_1 partition of big for values from (0) to (2000) partition by range (id);
        create table big_1_1 partition of big_1 for values from (0) to (1000); create table big_1_2 partition of big_1 for values from (1000) to (2000);
        create table big_2 partition of big for values from (2000) to (3000); insert into big select i, 'x' from generate_series(0, 2999) i;
        create table "Plain" (id int primary key); insert into "Plain" select generate_series(1, 1001); create table small as select generate_series(1, 1000);
        create table unread as select generate_series(1, 5000); create table parent as select generate_series(1, 3000) n; create table child () inherits (parent);
        vacuum analyze; set enable_seqscan = off; select count(*) from "Plain" where id = 5; reset enable_seqscan; select count(*) from big_1_1; select count(*) from big_1_1;
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(13)]
    [InlineData(18)]
    public async Task Reads_those_of_the_large_ones_among_the_tables_asked_for_and_of_no_others(int? version)
    {
        var server = version is null ? await postgres.GetServerAsync() : await postgres.GetVersionAsync(version.Value);
        await using var database = await server.CreateDatabaseAsync(Schema, Cancellation);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Cancellation);
        TableName[] wanted = [.. ((string[])["big_1_1", "big_2", "Plain", "small", "gone", "parent"]).Select(static name => new TableName("public", name)), new TableName(null, "unread")];
        var counters = new Dictionary<TableName, TableCounters>();
        await Eventually.TrueAsync(
            async () =>
            {
                counters = new Dictionary<TableName, TableCounters>(await TableCounters.ReadAsync(connection, wanted, Cancellation));
                return counters[wanted[0]].Scans == 2 && counters[wanted[2]].IndexScans == 1;
            },
            TimeSpan.FromSeconds(60),
            "the scans are booked",
            Cancellation);

        Assert.Equal(["Plain", "big_1_1", "big_2", "parent"], counters.Keys.Select(static table => table.Table).Order(StringComparer.Ordinal));
        // VACUUM counts rows that the session which added them books once more.
        Assert.InRange(counters[wanted[0]].Rows, 1000, 2000);
        Assert.Equal(new TableCounters("public.big_1_1", "public.big", 3, 3000, 1000, 2, 2000, 0), counters[wanted[0]] with { Rows = 1000 });
        Assert.Equal(("public.big", 3000, 0), (counters[wanted[1]].Root, counters[wanted[1]].RootRows, counters[wanted[1]].Scans));
        Assert.Equal(("public.\"Plain\"", "public.\"Plain\"", 1001), (counters[wanted[2]].Name, counters[wanted[2]].Root, counters[wanted[2]].RootRows));
        Assert.Equal(3000, counters[wanted[5]].RootRows);
        Assert.Empty(await TableCounters.ReadAsync(connection, [], Cancellation));

        // No lock is taken on what is counted, least of all on every partition.
        await using var locked = new NpgsqlConnection(database.ConnectionString);
        await locked.OpenAsync(Cancellation);
        await using var transaction = await locked.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand("lock table big, \"Plain\" in access exclusive mode", locked, transaction))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        Assert.Equal(4, (await TableCounters.ReadAsync(connection, wanted, Cancellation)).Count);
    }

    [Fact]
    public void Are_read_more_seldom_where_there_are_very_many()
    {
        var (pace, now) = (new CounterPace(), DateTimeOffset.UnixEpoch);
        Assert.True(pace.IsDue(now));
        pace.Done(Scanned(("one", 1_000), ("one", 1_000)), now);
        Assert.True(pace.IsDue(now));
        pace.Done(Scanned(("one", 1), ("many", 10_999), ("many", 10_999)), now);
        Assert.False(pace.IsDue(now + TimeSpan.FromSeconds(164)));
        Assert.True(pace.IsDue(now + TimeSpan.FromSeconds(165)));
        Assert.Null(pace.Refusal);
        pace.Refused(new PostgresException("", "ERROR", "ERROR", PostgresErrorCodes.QueryCanceled), now);
        Assert.Contains($"SQLSTATE 57014; it is tried again after {Units.Duration(TimeSpan.FromMinutes(1))}", pace.Refusal, StringComparison.Ordinal);
        Assert.False(pace.IsDue(now + TimeSpan.FromSeconds(59)));
        Assert.True(pace.IsDue(now + TimeSpan.FromSeconds(165)));
    }

    private static Dictionary<TableName, TableCounters> Scanned(params (string Root, long Parts)[] tables) => tables
        .Select(static (table, i) => (Table: table, Name: $"t{i}")).ToDictionary(static entry => new TableName("public", entry.Name), static entry => new TableCounters(entry.Name, entry.Table.Root, entry.Table.Parts, 1, 1, 0, 0, 0));
}
