using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Hosting;
using HealthKit.Npgsql.Pools;
using HealthKit.Npgsql.Tests.Custody;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Pools;

/// <summary>The host's logging is the host's: nothing of it changes but that connections are followed.</summary>
public class LoggingDecoratorTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gives_the_hosts_providers_what_they_asked_for_and_no_more()
    {
        var (all, some) = (new EventRecorder(), new Quiet());
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services =>
            {
                services.AddNpgsqlDataSource(database.ConnectionString);
                services.AddLogging(logging => logging.AddProvider(all).AddProvider(some)
                    .AddFilter<EventRecorder>(NpgsqlInstruments.ConnectionCategory, LogLevel.Debug)
                    .AddFilter<Quiet>(NpgsqlInstruments.ConnectionCategory, LogLevel.Information));
            },
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
            }));
        // The self-test opens a connection of the host's own, once.
        await host.ReadDatabasesAsync();
        var (opened, closed) = (all.Count(NpgsqlInstruments.OpenedConnectionEvent), all.Count(NpgsqlInstruments.ClosedConnectionEvent));
        await host.GetAsync("/", 3);

        Assert.Equal(3, (await host.EvidenceAsync<CustodyEvidence>()).Opens);
        Assert.Equal(3, all.Count(NpgsqlInstruments.OpenedConnectionEvent) - opened);
        Assert.Equal(3, all.Count(NpgsqlInstruments.ClosedConnectionEvent) - closed);
        Assert.Equal(0, some.ConnectionEvents);
        host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop").LogInformation(new EventId(77), "Sold.");
        Assert.Equal(1, all.Count(77));
    }

    [Fact]
    public async Task Leaves_what_the_audit_does_itself_out_of_the_hosts_log_and_nothing_else()
    {
        var events = new EventRecorder();
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(
            services =>
            {
                services.AddNpgsqlDataSource(database.ConnectionString, static source => source.UsePhysicalConnectionInitializer(static _ => { }, static _ => Task.CompletedTask));
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(events));
            },
            app => app.MapGet("/", async (NpgsqlDataSource source) =>
            {
                await using var command = source.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(Cancellation);
            }));
        await host.GetAsync("/health/ready");
        await host.ReadDatabasesAsync();
        await host.ReadDatabasesAsync();
        // Its data source was looked at by a session of its own pool, and the open of it was seen.
        Assert.True(Assert.Single((await host.EvidenceAsync<DatabaseServerEvidence>()).Servers).StatementTimeout is not null);
        Assert.Empty((await host.EvidenceAsync<CustodyEvidence>()).BlindSpots);
        Assert.Empty(events.Of("Npgsql"));

        await host.GetAsync("/", 3);
        Assert.Equal(3, events.Of("Npgsql.Command").Count(static message => message.Contains("SELECT 1", StringComparison.Ordinal) && message.StartsWith("Command execution completed", StringComparison.Ordinal)));
        Assert.Equal(3, events.Of(NpgsqlInstruments.ConnectionCategory).Count(static message => message.StartsWith("Opened connection", StringComparison.Ordinal)));
    }

    [Fact]
    public void Has_each_factory_disposed_of_by_whoever_would_have_done_so()
    {
        var given = new Factory();
        foreach (var (register, disposed) in new (Action<IServiceCollection>, int)[]
        {
            (static services => services.AddSingleton<ILoggerFactory, Factory>(), 1),
            (static services => services.AddSingleton<ILoggerFactory>(static _ => new Factory()), 1),
            (services => services.AddSingleton<ILoggerFactory>(given), 0),
        })
        {
            var services = new ServiceCollection();
            register(services);
            LoggingDecorator.AddTo(services);
            LoggingDecorator.AddTo(services);
            Factory inner;
            using (var provider = services.BuildServiceProvider())
            {
                var outer = Assert.IsType<ForwardingLoggerFactory>(provider.GetRequiredService<ILoggerFactory>());
                inner = Assert.IsType<Factory>(outer.Host);
                Assert.Same(outer, provider.GetRequiredService<ILoggerFactory>());
                Assert.Same(Factory.Shop, outer.CreateLogger("Shop"));
                Assert.NotSame(Factory.Shop, outer.CreateLogger(NpgsqlInstruments.ConnectionCategory));
            }

            Assert.Equal(disposed, inner.Disposed);
        }
    }

    [Fact]
    public async Task Follows_by_a_provider_where_the_factory_is_set_after_all_else()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        var services = new ServiceCollection();
        services.AddHealthAudit().AddNpgsql();
        services.AddSingleton<ILoggerFactory>(static _ => new LoggerFactory());
        services.AddNpgsqlDataSource(database.ConnectionString);
        await using var provider = services.BuildServiceProvider();
        var signals = provider.GetRequiredService<DatabaseSignals>();
        using var service = ActivatorUtilities.CreateInstance<SignalsService>(provider);
        await ((IHostedService)service).StartAsync(Cancellation);
        for (var i = 0; i < 3; i++)
        {
            await using var connection = await provider.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        }

        Assert.InRange(signals.Custody.BackgroundOpens, 3, long.MaxValue);
        Assert.Equal(3, signals.Pools.LogicalOpens(PoolSettings.TryParse(database.ConnectionString, out var settings) ? settings.Key : ""));
    }

    [Fact]
    public async Task Lets_a_host_start_whose_factory_it_cannot_stand_before_and_that_takes_no_providers_and_says_that_it_is_blind()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(services =>
        {
            services.AddNpgsqlDataSource(database.ConnectionString);
            services.AddTransient<ILoggerFactory, Factory>();
        });

        Assert.IsType<Factory>(host.Services.GetRequiredService<ILoggerFactory>());
        await host.ReadDatabasesAsync();
        var spot = Assert.Single((await host.EvidenceAsync<CustodyEvidence>()).BlindSpots);
        Assert.Contains("self-test", spot.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_the_frameworks_own_factory_one_by_type_and_stands_in_it_once()
    {
        var services = new ServiceCollection();
        var events = new EventRecorder();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(events));
        LoggingDecorator.AddTo(services);
        LoggingDecorator.AddTo(services);
        await using var provider = services.BuildServiceProvider();
        var factory = Assert.IsType<LoggerFactory>(provider.GetRequiredService<ILoggerFactory>(), exactMatch: false);

        var connections = provider.GetRequiredService<ILoggerFactory>().CreateLogger(NpgsqlInstruments.ConnectionCategory);
        Assert.IsType<ForwardingLogger>(connections);
        Assert.Same(connections, ForwardingLogger.Before(connections, NpgsqlInstruments.ConnectionCategory));
        Assert.IsNotType<ForwardingLogger>(((ILoggerFactory)factory).CreateLogger("Shop"));
        connections.LogDebug(new EventId(76), "Not asked for.");
        connections.LogInformation(new EventId(77), "Asked for.");
        factory.CreateLogger("Shop").LogInformation(new EventId(77), "Sold.");
        Assert.Equal((0, 2), (events.Count(76), events.Count(77)));
    }

    [Fact]
    public void Is_made_by_the_constructors_that_the_frameworks_own_factory_has() =>
        Assert.Equal(Constructors(typeof(LoggerFactory)), Constructors(typeof(AuditedLoggerFactory)));

    private static IEnumerable<string> Constructors(Type type) => type.GetConstructors()
        .Select(static constructor => string.Join(", ", constructor.GetParameters().Select(static parameter => $"{parameter.ParameterType} {parameter.HasDefaultValue}")))
        .Order(StringComparer.Ordinal);

    [Theory]
    [InlineData(true, 1, 0)]
    [InlineData(false, 0, 1)]
    public async Task Ends_a_factory_as_its_container_is_ended_and_once(bool later, int asynchronously, int atOnce)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(static _ => new AsyncFactory());
        LoggingDecorator.AddTo(services);
        var provider = services.BuildServiceProvider();
        var outer = Assert.IsType<ForwardingLoggerFactory>(provider.GetRequiredService<ILoggerFactory>());
        if (later)
        {
            await provider.DisposeAsync();
        }
        else
        {
#pragma warning disable CA1849 // The container that is disposed of without awaiting is the case.
            provider.Dispose();
#pragma warning restore CA1849
        }

        outer.Dispose();
        await outer.DisposeAsync();
        var inner = Assert.IsType<AsyncFactory>(outer.Host);
        Assert.Equal((asynchronously, atOnce), (inner.DisposedLater, inner.Disposed));
    }

    [Fact]
    public async Task Ends_a_factory_that_cannot_be_awaited_where_its_container_is_awaited()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(static _ => new Factory());
        LoggingDecorator.AddTo(services);
        ForwardingLoggerFactory outer;
        await using (var provider = services.BuildServiceProvider())
        {
            outer = Assert.IsType<ForwardingLoggerFactory>(provider.GetRequiredService<ILoggerFactory>());
        }

        Assert.Equal(1, Assert.IsType<Factory>(outer.Host).Disposed);
    }

    private sealed class AsyncFactory : ILoggerFactory, IAsyncDisposable
    {
        public int Disposed { get; private set; }

        public int DisposedLater { get; private set; }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => Factory.Shop;

        public void Dispose() => Disposed++;

        public ValueTask DisposeAsync()
        {
            DisposedLater++;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Factory : ILoggerFactory
    {
        public static readonly ILogger Shop = new LoggerFactory().CreateLogger("Shop");

        public int Disposed { get; private set; }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => Shop;

        public void Dispose() => Disposed++;
    }

    [ProviderAlias("Quiet")]
    private sealed class Quiet : ILoggerProvider, ILogger
    {
        private int _connectionEvents;

        public int ConnectionEvents => Volatile.Read(ref _connectionEvents);

        public ILogger CreateLogger(string categoryName) => categoryName == NpgsqlInstruments.ConnectionCategory ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Interlocked.Increment(ref _connectionEvents);

        public void Dispose()
        {
        }
    }
}
