namespace HealthKit.TestServers.Tests;

public sealed class PrometheusServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scrapes_its_targets_and_evaluates_rules()
    {
        var rules = Path.GetTempFileName();
        await File.WriteAllTextAsync(rules, "groups: [{name: g, rules: [{record: targets_up, expr: sum(up)}]}]", Cancellation);
        await using var scraped = await PrometheusServer.StartAsync([], cancellationToken: Cancellation);
        await using var scraper = await PrometheusServer.StartAsync(
            [$"{scraped.Endpoint}/metrics", "127.0.0.1:1/absent"], TimeSpan.FromMilliseconds(200), [rules], Cancellation);

        await Eventually.TrueAsync(
            async () => await scraper.ValueAsync("targets_up", Cancellation) == 1,
            TimeSpan.FromSeconds(15), "the recorded rule counts the one target that is up", Cancellation);

        await Eventually.TrueAsync(
            async () => (await scraper.QueryAsync("up", Cancellation)).Count == 2,
            TimeSpan.FromSeconds(15), "both targets were tried", Cancellation);
        File.Delete(rules);
    }
}
