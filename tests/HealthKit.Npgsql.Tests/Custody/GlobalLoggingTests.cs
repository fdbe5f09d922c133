using HealthKit.Evidence;
using HealthKit.Npgsql.Pools;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Custody;

/// <summary>The logging of the process: changed here, so that no other test may open its first connection meanwhile.</summary>
[Collection(nameof(GlobalLoggingTests))]
[CollectionDefinition(nameof(GlobalLoggingTests), DisableParallelization = true)]
public class GlobalLoggingTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follows_bare_connection_strings_and_leaves_the_logging_that_a_host_set_its_events()
    {
        var events = new EventRecorder();
        var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(events));
        NpgsqlLoggingConfiguration.InitializeLogging(factory);
        GlobalLogging.Observe();
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            static _ => { },
            app => app.MapGet("/", async () =>
            {
                await using var connection = new NpgsqlConnection(database.ConnectionString);
                await connection.OpenAsync(Cancellation);
                await using var command = new NpgsqlCommand("select 1", connection);
                await command.ExecuteScalarAsync(Cancellation);
            }));
        await host.GetAsync("/", 3);
        await host.BookedAsync(3);
        Assert.Equal(3, (await host.EvidenceAsync<CustodyEvidence>()).Opens);
        Assert.Equal(3, events.Count(NpgsqlInstruments.OpenedConnectionEvent));
        Assert.Equal(3, events.Count(NpgsqlInstruments.ClosedConnectionEvent));
        Assert.Equal(3, events.Count(EventRecorder.ExecutedCommand));

        // Once more changes nothing: ours stands before the host's, once.
        GlobalLogging.Observe();
        await host.GetAsync("/");
        Assert.Equal(4, events.Count(NpgsqlInstruments.OpenedConnectionEvent));

        // The process goes on when the host that set its logging is gone.
        factory.Dispose();
        await using var later = new NpgsqlConnection(database.ConnectionString + ";Timeout=9");
        await later.OpenAsync(Cancellation);
    }
}
