using System.Net;
using HealthKit.Checks;
using HealthKit.CodeScan.Hosting;
using HealthKit.CodeScan.Service;
using HealthKit.Evidence;
using HealthKit.Reporting;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.CodeScan.Tests.Hosting;

public sealed class CodeScanTests
{
    private const string Service = "HealthKit.CodeScan.Service";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HostAssembly Found = new(Service, Specimens.Path(Service), typeof(Basket).Assembly);

    [Fact]
    public async Task Warns_of_a_singleton_that_is_written_and_passes_once_it_is_scoped()
    {
        await using (var red = await StartAsync(static services => services.AddSingleton<Basket>(), Found))
        {
            var verdict = await VerdictAsync(red);
            Assert.Equal(Outcome.Warn, verdict.Outcome);
            Assert.StartsWith("HealthKit.CodeScan.Service.Basket._items (Basket.cs:", Assert.Single(verdict.Offenders).Subject, StringComparison.Ordinal);
        }

        await using var green = await StartAsync(static services => services.AddScoped<Basket>(), Found);
        var cured = await VerdictAsync(green);
        Assert.Equal(Outcome.Pass, cured.Outcome);
        Assert.Contains("1 accepted: HealthKit.CodeScan.Service.Countries.Names (country names, the same on every instance)", cured.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Judges_handlers_only_where_they_are_mapped()
    {
        await using (var red = await StartAsync(static _ => { }, static app => app.MapVisits(), Found))
        {
            var verdict = await VerdictAsync(red);
            Assert.Equal(Outcome.Warn, verdict.Outcome);
            Assert.StartsWith("HealthKit.CodeScan.Service.Visits._count (Visits.cs:", Assert.Single(verdict.Offenders).Subject, StringComparison.Ordinal);
        }

        await using var green = await StartAsync(static _ => { }, Found);
        Assert.Equal(Outcome.Pass, (await VerdictAsync(green)).Outcome);
    }

    [Fact]
    public async Task Knows_nothing_before_the_scan()
    {
        await using var host = await StartAsync(static services => services.AddHealthAudit().AddCodeScan(static scan => scan.Delay = TimeSpan.FromHours(1)), Found);
        var verdict = await NowAsync(host);
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("has not been scanned yet", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Knows_nothing_while_one_assembly_cannot_be_read()
    {
        await using var host = await StartAsync(static _ => { }, Found, new HostAssembly("Shop.Missing", null, null));
        var verdict = await VerdictAsync(host);
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("Shop.Missing: it was not found", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Knows_nothing_of_a_file_that_was_replaced_under_the_process()
    {
        await using var host = await StartAsync(static _ => { }, Found with { Path = Specimens.Path(Specimens.Release) });
        var verdict = await VerdictAsync(host);
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("its file is not the one that was loaded", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gives_up_after_its_time()
    {
        var time = new FakeTimeProvider();
        await using var host = await StartAsync(
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddSingleton<IHostAssemblies>(new SlowAssemblies(time, TimeSpan.FromSeconds(2), Found));
                services.AddHealthAudit().AddCodeScan(static scan => scan.TimeLimit = TimeSpan.FromSeconds(1));
            });
        var state = host.Services.GetRequiredService<ScanState>();
        await Eventually.TrueAsync(() => state.Current.Reason?.Contains("given up after 1 s", StringComparison.Ordinal) == true, Patience, "the scan is given up", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Finds_the_projects_of_the_process_and_none_of_HealthKits_packages()
    {
        await using var host = await StartAsync(static services => services.AddHealthAudit().AddCodeScan(static scan => scan.Assemblies.Add("Dapper")));
        var found = host.Services.GetServices<IHostAssemblies>().OfType<HostAssemblies>().Single().Find();
        Assert.Contains(found, static assembly => assembly.Name == Service);
        Assert.Contains(found, static assembly => assembly.Name == "Dapper");
        Assert.DoesNotContain(found, static assembly => assembly.Name is "HealthKit" or "HealthKit.AspNetCore" or "HealthKit.CodeScan" or "Npgsql");
    }

    [Theory]
    [InlineData("Delay", "-00:00:01")]
    [InlineData("TimeLimit", "00:11:00")]
    [InlineData("Assemblies:0", "src/Shop")]
    public async Task Refuses_a_setting_out_of_range(string setting, string value)
    {
        var builder = Builder();
        builder.Configuration[$"HealthAudit:CodeScan:{setting}"] = value;
        builder.Services.AddHealthAudit().AddCodeScan();
        await using var app = builder.Build();
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"HealthAudit:CodeScan:{setting.Split(':')[0]}", refused.Message, StringComparison.Ordinal);
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder;
    }

    private static Task<WebApplication> StartAsync(Action<IServiceCollection> add, params HostAssembly[] found) =>
        StartAsync(add, static app => app.MapGet("/", static () => "shop"), found);

    private static async Task<WebApplication> StartAsync(Action<IServiceCollection> add, Action<WebApplication> map, params HostAssembly[] found)
    {
        var builder = Builder();
        builder.Services.AddHealthAudit(static options => (options.DrainDelay, options.StateDirectory) = (TimeSpan.Zero, "/dev/null/none")).AddCodeScan(static scan => scan.Delay = TimeSpan.Zero);
        if (found.Length > 0)
        {
            builder.Services.AddSingleton<IHostAssemblies>(new FoundAssemblies(found));
        }

        add(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<CheckResult> VerdictAsync(WebApplication host)
    {
        var state = host.Services.GetRequiredService<ScanState>();
        await Eventually.TrueAsync(() => state.Current.Result is not null, Patience, "the code is scanned", TestContext.Current.CancellationToken);
        return await NowAsync(host);
    }

    private static async Task<CheckResult> NowAsync(WebApplication host)
    {
        var set = await host.Services.GetRequiredService<EvidenceStore>().CollectAsync(TestContext.Current.CancellationToken);
        return host.Services.GetRequiredService<Auditor>().Audit(set).Checks.Single(static check => check.Id == "8.3");
    }
}
