using HealthKit.Benchmarks.Comparisons;
using HealthKit.Benchmarks.Pipeline;
using HealthKit.Npgsql.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry.Trace;

namespace HealthKit.Benchmarks.Queries;

/// <summary>The pipeline on a server without a network in front and a real PostgreSQL behind.</summary>
internal sealed class RequestWorkload : IWorkload
{
    public const string Setting = "HEALTHKIT_BENCHMARK_POSTGRES";

    private const int QueriesPerRequest = 5;

    private readonly string _variant;
    private readonly WebApplication _app;
    private readonly DirectServer _server;

    private RequestWorkload(string variant, WebApplication app, DirectServer server) => (_variant, _app, _server) = (variant, app, server);

    /// <summary>The PostgreSQL to work with.</summary>
    public static string ConnectionString => Environment.GetEnvironmentVariable(Setting)
        ?? throw new InvalidOperationException($"Set {Setting} to the connection string of a PostgreSQL; eng/servers.sh start postgres starts one.");

    public static async Task<RequestWorkload> StartAsync(string variant)
    {
        var server = new DirectServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IServer>(server);
        builder.Services.AddNpgsqlDataSource(ConnectionString);
        if (variant == CommandComparison.HealthKit)
        {
            builder.Services.AddHealthAudit(static options => options.WarmUp = TimeSpan.Zero).AddNpgsql();
        }
        else if (variant == CommandComparison.OpenTelemetry)
        {
            builder.Services.AddOpenTelemetry().WithTracing(static tracing => tracing.AddAspNetCoreInstrumentation().AddNpgsql());
        }

        var app = builder.Build();
        app.MapGet(PipelineHost.CalledTemplate, (RequestDelegate)(context => Answer(context, app.Services.GetRequiredService<NpgsqlDataSource>())));
        await app.StartAsync();
        return new RequestWorkload(variant, app, server);
    }

    public void Run(int operations) => _server.Connection.Run(PipelineHost.CalledPath, operations);

    public Task VerifyAsync(long operations)
    {
        if (_variant == CommandComparison.HealthKit && _app.Services.GetRequiredService<DatabaseSignals>().Routes.Sum(static route => route.Commands) is var counted && counted != operations * QueriesPerRequest)
        {
            throw new InvalidOperationException($"{counted} round trips counted of {operations * QueriesPerRequest}.");
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task Answer(HttpContext context, NpgsqlDataSource source)
    {
        using var connection = source.OpenConnection();
        for (var i = 0; i < QueriesPerRequest; i++)
        {
            using var command = new NpgsqlCommand("select oid, relname from pg_class where relname = $1", connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = "pg_class" } } };
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
            }
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
