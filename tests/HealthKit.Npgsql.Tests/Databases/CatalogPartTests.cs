using HealthKit.Npgsql.Databases;
using HealthKit.TestServers;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>What the server refuses is asked for more and more seldom, by every instance.</summary>
public class CatalogPartTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private string _sql = "select 1 / 0";
    private int _reads;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doubles_its_wait_with_each_refusal_and_forgets_them_once_it_is_answered()
    {
        await using var connection = await OpenAsync();
        var part = Part();
        Assert.Equal([0, 5, 15, 35, 75, 135, 195], await MinutesOfReadsAsync(part, connection, TimeSpan.FromMinutes(200)));
        Assert.Contains($"SQLSTATE 22012; it is tried again after {Units.Duration(TimeSpan.FromHours(1))}", part.Unreadable(_time.GetUtcNow()), StringComparison.Ordinal);

        _sql = "select 1";
        _time.Advance(TimeSpan.FromHours(1));
        await part.AskAsync(connection, Cancellation);
        Assert.Null(part.Unreadable(_time.GetUtcNow()));

        _sql = "select 1 / 0";
        _time.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal([0, 5, 15], await MinutesOfReadsAsync(part, connection, TimeSpan.FromMinutes(30)));
        Assert.NotNull(part.Last);
    }

    [Fact]
    public async Task Looks_for_a_privilege_that_lacks_every_five_minutes()
    {
        await using var connection = await OpenAsync();
        _sql = "set role pg_signal_backend; select count(*) from pg_catalog.pg_authid";
        Assert.Equal([0, 5, 10, 15, 20], await MinutesOfReadsAsync(Part(), connection, TimeSpan.FromMinutes(22)));
    }

    [Fact]
    public async Task Does_not_wait_so_long_for_another_instance()
    {
        await using var connection = await OpenAsync();
        await using var another = await OpenAsync();
        await using (var take = new NpgsqlCommand(FormattableString.Invariant($"select pg_advisory_lock({Turn.Lock})"), another))
        {
            await take.ExecuteNonQueryAsync(Cancellation);
        }

        _sql = "select 1";
        var part = Part();
        Assert.False(await part.AskAsync(connection, Cancellation));
        await using (var free = new NpgsqlCommand("select pg_advisory_unlock_all()", another))
        {
            await free.ExecuteNonQueryAsync(Cancellation);
        }

        _time.Advance(Round);
        Assert.True(await part.AskAsync(connection, Cancellation));
        Assert.NotNull(part.Last);
    }

    private async Task<List<int>> MinutesOfReadsAsync(CatalogPart<object> part, NpgsqlConnection connection, TimeSpan howLong)
    {
        var (start, minutes) = (_time.GetUtcNow(), new List<int>());
        while (_time.GetUtcNow() - start < howLong)
        {
            var before = _reads;
            Assert.True(await part.AskAsync(connection, Cancellation));
            if (_reads > before)
            {
                minutes.Add((int)(_time.GetUtcNow() - start).TotalMinutes);
            }

            _time.Advance(Round);
        }

        return minutes;
    }

    private CatalogPart<object> Part() => new(
        "parts",
        "pg_part",
        async (connection, cancellation) =>
        {
            _reads++;
            await using var command = new NpgsqlCommand(_sql, connection);
            return await command.ExecuteScalarAsync(cancellation) ?? "";
        },
        _time);

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var server = await postgres.GetServerAsync();
        var connection = new NpgsqlConnection(server.ConnectionStringFor("postgres"));
        await connection.OpenAsync(Cancellation);
        return connection;
    }
}
