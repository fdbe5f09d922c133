using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Budgets;

public sealed class PerformanceBudgetTests
{
    [Fact]
    public async Task No_budget_fails_and_one_that_is_kept_passes()
    {
        await using var without = await TestHost.StartAsync(static app => app.MapGet("/orders", static () => "a"));
        await DriveAsync(without, "/orders", 10);
        Assert.Equal(Outcome.Fail, await OutcomeAsync(without));

        await using var budgeted = await TestHost.StartAsync(static app => app.MapGet("/orders", static () => "a").WithPerformanceBudget(TimeSpan.FromSeconds(20)));
        await DriveAsync(budgeted, "/orders", 320);
        Assert.Equal(Outcome.Pass, await OutcomeAsync(budgeted));
    }

    [Fact]
    public async Task A_budget_that_no_request_keeps_fails()
    {
        var clock = new FakeTimeProvider();
        await using var host = await TestHost.StartAsync(
            app => app.MapGet("/slow", () => clock.Advance(TimeSpan.FromMilliseconds(5))).WithPerformanceBudget(TimeSpan.FromMilliseconds(2)),
            builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await DriveAsync(host, "/slow", 40);

        Assert.Equal(Outcome.Fail, await OutcomeAsync(host));
    }

    [Fact]
    public async Task A_file_declares_budgets_too_and_the_stricter_one_counts()
    {
        using var file = new TemporaryFile("""
            {
              // the page that everybody waits for
              "GET /orders": 150,
              "POST /orders": 400,
            }
            """);
        await using var host = await TestHost.StartAsync(
            static app =>
            {
                app.MapGet("/orders", static () => "a").WithPerformanceBudget(TimeSpan.FromMilliseconds(200));
                app.MapPost("/orders", static () => "a").WithPerformanceBudget(TimeSpan.FromMilliseconds(300));
            },
            options: options => options.PerformanceBudgetFile = file.Path);

        var budgets = (await host.EvidenceAsync()).Find<PerformanceBudgetEvidence>()!.Budgets;

        Assert.Equal([("GET /orders", 150.0), ("POST /orders", 300.0)], budgets.Select(static budget => (budget.Route, budget.P99.TotalMilliseconds)));
    }

    [Fact]
    public async Task A_relative_path_begins_at_the_content_root()
    {
        using var file = new TemporaryFile("{ \"GET /orders\": 150 }");
        await using var host = await TestHost.StartAsync(
            static app => app.MapGet("/orders", static () => "a"),
            static builder => builder.Services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Production", ApplicationName = "test", ContentRootPath = Path.GetTempPath() }),
            options: options => options.PerformanceBudgetFile = Path.GetFileName(file.Path));

        Assert.Equal("GET /orders", Assert.Single((await host.EvidenceAsync()).Find<PerformanceBudgetEvidence>()!.Budgets).Route);
    }

    [Theory]
    [InlineData("{\n  \"orders\": 150\n}", "line 2: 'orders' is no route")]
    [InlineData("{\n\n  \"GET /orders\": \"fast\"\n}", "line 3: the p99 of 'GET /orders'")]
    [InlineData("{\n  \"GET /orders\": 0\n}", "from 1 to 600,000")]
    [InlineData("{\n  \"GET /orders\": 1,\n  \"GET /orders\": 2\n}", "line 3: 'GET /orders' has a budget already")]
    [InlineData("{\n  \"GET /orders\" 1\n}", "line 2: not JSON")]
    [InlineData("[]", "line 1: an object of routes and milliseconds is expected")]
    public async Task A_malformed_file_stops_the_start_with_file_line_and_reason(string content, string reason)
    {
        using var file = new TemporaryFile(content);
        await using var app = TestHost.Build(static app => app.MapGet("/orders", static () => "a"), options: options => options.PerformanceBudgetFile = file.Path);

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains($"HealthAudit:PerformanceBudgetFile: {file.Path}", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static async Task DriveAsync(TestHost host, string path, int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            await host.Client.GetAsync(path, TestContext.Current.CancellationToken);
        }

        await host.HttpAsync(requests);
    }

    private static async Task<Outcome> OutcomeAsync(TestHost host) => (await host.AuditAsync()).Checks.Single(static check => check.Id == "9.5").Outcome;

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string content) => File.WriteAllText(Path, content);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"healthkit-budgets-{Guid.NewGuid():N}.json");

        public void Dispose() => File.Delete(Path);
    }
}
