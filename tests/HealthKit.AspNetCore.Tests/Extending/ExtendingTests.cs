using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Extending;

/// <summary>What docs/extending.md advises compiles and works on a real host.</summary>
public sealed partial class ExtendingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_of_the_hosts_own_is_judged_on_real_traffic_and_scored_apart()
    {
        var failing = true;
        await using var host = await TestHost.StartAsync(
            app =>
            {
                app.MapHealthAudit();
                app.MapPost("/orders", () => Results.StatusCode(failing ? 500 : 200));
            },
            builder => builder.Services.AddSingleton<Stock>(),
            environment: "Development",
            audit: ExtendedHost.AddChecks);

        Assert.Equal(Outcome.Unknown, await OrdersAsync(host));
        for (var order = 1; order <= 2_000; order++)
        {
            failing = order <= 10;
            await host.Client.PostAsync("/orders", null, Token);
            if (order == 200)
            {
                await host.HttpAsync(200);
                Assert.Equal(Outcome.Fail, await OrdersAsync(host));
            }
        }

        await host.HttpAsync(2_000);
        Assert.Equal(Outcome.Pass, await OrdersAsync(host));
        using var report = JsonDocument.Parse(await host.Client.GetStringAsync("/health/audit", Token));
        Assert.Equal(71, report.RootElement.GetProperty("checks").GetArrayLength());
        Assert.Equal(
            ["https://wiki.shop.example/order-failures", null],
            report.RootElement.GetProperty("customChecks").EnumerateArray().Select(check => check.GetProperty("docs").GetString()));
    }

    [Fact]
    public async Task Evidence_of_the_hosts_own_feeds_a_check_of_its_own()
    {
        await using var host = await TestHost.StartAsync(
            app => app.MapHealthAudit(),
            builder => builder.Services.AddSingleton<Stock>(),
            environment: "Development",
            audit: ExtendedHost.AddChecks);
        var stock = host.App.Services.GetRequiredService<Stock>();

        stock.Negative = 3;
        await host.RefreshAsync<StockEvidence>();
        Assert.Equal(Outcome.Fail, (await host.AuditAsync()).CustomChecks.Single(check => check.Id == "shop.stock").Outcome);
        stock.Negative = 0;
        await host.RefreshAsync<StockEvidence>();
        Assert.Equal(Outcome.Pass, (await host.AuditAsync()).CustomChecks.Single(check => check.Id == "shop.stock").Outcome);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/audit?level=evidence", Token)).StatusCode);
    }

    [Fact]
    public async Task A_post_that_only_reads_is_judged_as_a_read()
    {
        await using var host = await TestHost.StartAsync(ExtendedHost.MapSearch);

        await host.Client.PostAsync("/search", null, Token);

        Assert.Equal(RouteKind.Read, Assert.Single((await host.HttpAsync(1)).Routes).Kind);
    }

    [Fact]
    public void The_counters_go_by_the_names_they_were_added_under()
    {
        var (jobs, flags) = ExtendedHost.AddCounters(new ServiceCollection());

        ExtendedHost.Count(jobs, flags);

        Assert.Equal(("mails", 1, "shop flags", 1), (jobs.Name, jobs.Jobs, flags.Name, flags.Evaluations));
    }

    [Fact]
    public async Task The_page_shows_what_is_tested_here()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "tests", "HealthKit.AspNetCore.Tests", "Extending");
        var tested = Flat(string.Concat(await Task.WhenAll(Directory.GetFiles(folder, "*.cs").Select(file => File.ReadAllTextAsync(file, Token)))));
        var blocks = CSharpBlock().Matches(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "extending.md"), Token));

        Assert.Equal(7, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(Flat(block.Groups[1].Value), tested, StringComparison.Ordinal));
    }

    private static async Task<Outcome> OrdersAsync(TestHost host) =>
        (await host.AuditAsync()).CustomChecks.Single(check => check.Id == OrderChecks.Failures.Id).Outcome;

    private static string Flat(string code) => Space().Replace(code.Replace("internal ", "public ", StringComparison.Ordinal), " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
