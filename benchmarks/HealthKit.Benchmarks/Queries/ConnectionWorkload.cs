using HealthKit.Benchmarks.Comparisons;
using HealthKit.Benchmarks.Pipeline;
using HealthKit.Npgsql;
using HealthKit.Npgsql.Commands;
using HealthKit.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HealthKit.Benchmarks.Queries;

/// <summary>Requests that open connections of a data source in dependency injection and close them again.</summary>
internal sealed class ConnectionWorkload : IWorkload
{
    private readonly int _connectionsPerRequest;
    private readonly WebApplication _app;
    private readonly NpgsqlDataSource _source;
    private readonly DatabaseSignals? _signals;

    private ConnectionWorkload(string part, WebApplication app)
    {
        (_connectionsPerRequest, _app) = (part == ConnectionComparison.OneARequest ? 1 : 5, app);
        _source = app.Services.GetRequiredService<NpgsqlDataSource>();
        _signals = app.Services.GetService<DatabaseSignals>();
    }

    public static async Task<ConnectionWorkload> StartAsync(string part, string variant)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IServer>(new DirectServer());
        builder.Services.AddNpgsqlDataSource(RequestWorkload.ConnectionString);
        if (variant == CommandComparison.HealthKit)
        {
            builder.Services.AddHealthAudit(static options => options.WarmUp = TimeSpan.Zero).AddNpgsql();
        }

        else if (variant == CommandComparison.Listener)
        {
            builder.Logging.AddProvider(new EmptyLogger()).AddFilter<EmptyLogger>(NpgsqlInstruments.ConnectionCategory, LogLevel.Debug);
        }

        else if (variant == ConnectionComparison.Direct)
        {
            builder.Services.AddSingleton<ILoggerFactory>(new DirectFactory(LoggerFactory.Create(static _ => { })));
        }

        var app = builder.Build();
        await app.StartAsync();
        return new ConnectionWorkload(part, app);
    }

    public void Run(int operations)
    {
        for (var done = 0; done < operations; done += _connectionsPerRequest)
        {
            var scope = new RequestScope(null, 0);
            scope.Enter();
            for (var i = 0; i < _connectionsPerRequest; i++)
            {
                using var connection = _source.OpenConnection();
            }

            _signals?.Custody.Complete(scope, "GET /products", warmingUp: false);
            scope.End();
        }
    }

    public Task VerifyAsync(long operations)
    {
        if (_signals is not null && _signals.Custody.Opens != operations)
        {
            throw new InvalidOperationException($"{_signals.Custody.Opens} connections followed of {operations}.");
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class DirectFactory(ILoggerFactory host) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => host.AddProvider(provider);

        public ILogger CreateLogger(string categoryName) =>
            categoryName == NpgsqlInstruments.ConnectionCategory ? new DirectLogger(host.CreateLogger(categoryName)) : host.CreateLogger(categoryName);

        public void Dispose() => host.Dispose();
    }

    private sealed class DirectLogger(ILogger host) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => host.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug || host.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (host.IsEnabled(logLevel))
            {
                host.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }

    private sealed class EmptyLogger : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
