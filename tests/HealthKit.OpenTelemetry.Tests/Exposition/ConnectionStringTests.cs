using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HealthKit.Exposition;

/// <summary>Nothing of a connection string that is secret leaves by HealthKit, whatever is exported beside it.</summary>
public sealed class ConnectionStringTests(PostgresFixture postgres)
{
    private const string Secret = "hk-secret";
    private const string Words = ";SSL Mode=Disable;SSL Password=hk-secret-1;Passfile=/hk-secret-2/pgpass;SSL Key=/hk-secret-3/client.key;SSL Certificate=/hk-secret-4/client.crt";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shows_no_secret_and_no_path_of_a_connection_string_on_any_surface()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        var (log, sources) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<string, bool>(StringComparer.Ordinal));
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Npgsql",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => Note(activity, database.Name, sources),
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await MetricsHost.StartAsync(
            services => services
                .AddNpgsqlDataSource(database.ConnectionString + Words, static builder => builder.Name = "main")
                .AddLogging(logging => logging.AddProvider(new LogCollector(log)).SetMinimumLevel(LogLevel.Trace))
                .AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter("Npgsql")),
            static app => app.MapGet("/orders", static async (NpgsqlDataSource source) =>
            {
                await using var command = source.CreateCommand("SELECT 1");
                return await command.ExecuteScalarAsync();
            }),
            static audit => audit.AddNpgsql().AddPrometheus(),
            static options => options.AllowLoopback = true);
        await host.GetAsync("/orders", 3);
        await host.GetAsync("/health/ready");
        var store = host.Services.GetRequiredService<EvidenceStore>();
        await store.RefreshAsync(store.Sources.Single(static source => source.Name == "postgresql.server"), Cancellation);
        await store.RefreshAsync(store.Sources.Single(static source => source.Name == "postgresql.server"), Cancellation);

        var scrape = await host.ScrapeUntilAsync(all => Pools(all).Count(name => name.Contains(database.Name, StringComparison.Ordinal)) == 2, "HealthKit's pools are exported");
        var surfaces = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/metrics"] = scrape.Text,
            ["log"] = string.Join('\n', log),
            ["spans"] = string.Join('\n', sources.Keys),
        };
        foreach (var path in (string[])["?level=evidence&format=json", "?level=checks&format=json", "?format=html", "?format=markdown", "/queries"])
        {
            surfaces[path] = await host.Client.GetStringAsync("/health/audit" + path, Cancellation);
        }

        var password = new NpgsqlConnectionStringBuilder(database.ConnectionString).Password!;
        foreach (var (surface, text) in surfaces)
        {
            Assert.True(text.Length > 0, surface);
            Assert.False(text.Contains(Secret, StringComparison.OrdinalIgnoreCase) || text.Contains(password, StringComparison.Ordinal), $"{surface}: {text}");
        }

        // Named by what they are for, so that a service tells them from its own.
        Assert.Contains("main", Pools(scrape));
        Assert.All(Pools(scrape).Where(name => name.Contains(database.Name, StringComparison.Ordinal)), static name => Assert.StartsWith("healthkit ", name, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Pools(Scrape scrape) =>
        scrape.Of("db_client_connection_count").Select(static sample => sample.Labels["db_client_connection_pool_name"]).Distinct();

    // Other tests of this process have spans too.
    private static void Note(Activity activity, string database, ConcurrentDictionary<string, bool> seen)
    {
        if (activity.GetTagItem("db.namespace") as string == database)
        {
            seen.TryAdd(string.Join(' ', activity.TagObjects.Select(static tag => $"{tag.Key}={Convert.ToString(tag.Value, CultureInfo.InvariantCulture)}")), true);
        }
    }

    // What the driver itself says of the host's data source is the host's; it names HealthKit's connections nowhere.
    private sealed class LogCollector(ConcurrentQueue<string> log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Collector(categoryName.StartsWith("Npgsql", StringComparison.Ordinal), log);

        public void Dispose()
        {
        }

        private sealed class Collector(bool isDriver, ConcurrentQueue<string> log) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(static pair => $"{pair.Key}={pair.Value}")) : "";
                if (!isDriver || values.Contains("Application Name=healthkit", StringComparison.Ordinal))
                {
                    log.Enqueue($"{formatter(state, exception)} {values} {exception}");
                }
            }
        }
    }
}
