using System.Net;
using HealthKit.Checks;
using HealthKit.CodeScan.Hosting;
using HealthKit.CodeScan.Service;
using HealthKit.CodeScan.Tests.Hosting;
using HealthKit.Evidence;
using HealthKit.Reporting;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.CodeScan.Tests.Connections;

/// <summary>What the scan makes of 4.8 and 4.9 on a real host with a real PostgreSQL.</summary>
public sealed class ConnectionVerdictTests(PostgresFixture postgres)
{
    private const string Service = "HealthKit.CodeScan.Service";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly HostAssembly Found = new(Service, Specimens.Path(Service), typeof(Orders).Assembly);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_a_handler_that_leaks_on_a_path_no_request_took_and_passes_once_it_releases()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using (var red = await StartAsync(database, static app => app.MapLeaking(), Found))
        {
            await GetAsync(red, "/orders", 3);
            await EventuallyAsync(red, "4.8", Outcome.Fail);
            var verdict = await VerdictAsync(red, "4.8");
            Assert.Equal(VerdictSource.Built, verdict.Source);
            Assert.StartsWith("HealthKit.CodeScan.Service.Orders.ReadLeaking (Orders.cs:", verdict.Offenders[0].Subject, StringComparison.Ordinal);
            Assert.Contains("not released on every way out", verdict.Observed, StringComparison.Ordinal);
        }

        // The leaking handler is still in the assembly: nobody maps it.
        await using var green = await StartAsync(database, static app => app.MapReleasing(), Found);
        await GetAsync(green, "/orders?most=99", 10);
        await EventuallyAsync(green, "4.8", Outcome.Unknown);
        await GetAsync(green, "/orders?most=10", 1);
        await EventuallyAsync(green, "4.8", Outcome.Pass);
        Assert.Matches("^none of 1,000 connections was left open; code scan: [0-9]+ sites? in 1 assembly looked at, none flagged\\.$", (await VerdictAsync(green, "4.8")).Observed);
    }

    [Fact]
    public async Task Fails_a_handler_that_may_call_out_with_its_connection_and_passes_once_it_releases_first()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using (var red = await StartAsync(database, static app => app.MapHolding(), Found))
        {
            await GetAsync(red, "/pay", 3);
            await EventuallyAsync(red, "4.9", Outcome.Fail);
            var verdict = await VerdictAsync(red, "4.9");
            Assert.Equal(VerdictSource.Built, verdict.Source);
            Assert.StartsWith("HealthKit.CodeScan.Service.Orders.PayHolding (Orders.cs:", verdict.Offenders[0].Subject, StringComparison.Ordinal);
            Assert.Contains("calls out with Orders.NotifyAsync while a connection is held", verdict.Observed, StringComparison.Ordinal);
        }

        await using var green = await StartAsync(database, static app => app.MapCalling(), Found);
        await GetAsync(green, "/pay", 300);
        await EventuallyAsync(green, "4.9", Outcome.Pass);
        Assert.Matches("meanwhile; code scan: [0-9]+ sites? in 1 assembly looked at, none flagged; of calls out it knows HttpClient, .*, not the SDKs of clouds and payment providers\\.$", (await VerdictAsync(green, "4.9")).Observed);
    }

    [Fact]
    public async Task Knows_nothing_of_release_where_code_was_not_read()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using (var partly = await StartAsync(database, static app => app.MapReleasing(), Found, new HostAssembly("Shop.Missing", null, null)))
        {
            await GetAsync(partly, "/orders?most=100", 10);
            await ScannedAsync(partly);
            await Eventually.TrueAsync(async () => (await VerdictAsync(partly, "4.8")) is { Outcome: Outcome.Unknown } verdict && verdict.Observed.StartsWith("none of 1,000", StringComparison.Ordinal), Patience, "1,000 opens", Cancellation);
            Assert.Contains("Shop.Missing: it was not found", (await VerdictAsync(partly, "4.8")).Reason, StringComparison.Ordinal);
        }

        await using var without = await StartAsync(database, static app => app.MapReleasing());
        await GetAsync(without, "/orders?most=100", 10);
        await Eventually.TrueAsync(async () => (await VerdictAsync(without, "4.8")) is { Outcome: Outcome.Unknown } verdict && verdict.Observed.StartsWith("none of 1,000", StringComparison.Ordinal), Patience, "1,000 opens", Cancellation);
        Assert.Contains("call AddHealthAudit().AddCodeScan()", (await VerdictAsync(without, "4.8")).Reason, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(PostgresDatabase database, Action<WebApplication> map, params HostAssembly[] found)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        builder.Services.AddNpgsqlDataSource(database.ConnectionString);
        var audit = builder.Services.AddHealthAudit(static options => (options.DrainDelay, options.StateDirectory) = (TimeSpan.Zero, "/dev/null/none")).AddNpgsql();
        if (found.Length > 0)
        {
            builder.Services.AddSingleton<IHostAssemblies>(new FoundAssemblies(found));
            audit.AddCodeScan(static scan => scan.Delay = TimeSpan.Zero);
        }

        builder.Services.AddSingleton(static services => new HttpClient { BaseAddress = new Uri(services.GetRequiredService<Remote>().Address) });
        builder.Services.AddSingleton<Remote>();
        var app = builder.Build();
        map(app);
        app.MapGet("/", static () => "here");
        await app.StartAsync(Cancellation);
        app.Services.GetRequiredService<Remote>().Address = app.Urls.First();
        return app;
    }

    private static async Task GetAsync(WebApplication host, string path, int times)
    {
        using var client = new HttpClient { BaseAddress = new Uri(host.Urls.First()), Timeout = Patience };
        for (var time = 0; time < times; time++)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static Task ScannedAsync(WebApplication host) =>
        Eventually.TrueAsync(() => host.Services.GetRequiredService<ScanState>().Current.Result is not null, Patience, "the code is scanned", Cancellation);

    private static async Task EventuallyAsync(WebApplication host, string check, Outcome outcome)
    {
        await ScannedAsync(host);
        await Eventually.TrueAsync(async () => (await VerdictAsync(host, check)).Outcome == outcome, Patience, $"{check} is {outcome}", Cancellation);
    }

    private static async Task<CheckResult> VerdictAsync(WebApplication host, string id)
    {
        var set = await host.Services.GetRequiredService<EvidenceStore>().CollectAsync(Cancellation);
        return host.Services.GetRequiredService<Auditor>().Audit(set).Checks.Single(check => check.Id == id);
    }

    /// <summary>The service that is called out to: the host itself, which is as good as any.</summary>
    private sealed class Remote
    {
        public string Address { get; set; } = "http://127.0.0.1/";
    }
}
