using HealthKit.Lifecycle;
using HealthKit.TestServers;

namespace HealthKit.Logs;

/// <summary>What a real process really writes: the framework logs several lines for each request.</summary>
public sealed class StructuredLoggingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_simple_console_fails_and_the_json_console_passes()
    {
        var (free, freeText) = await DriveAsync();
        Assert.True(free == "fail", freeText);
        Assert.Contains("simple console formatter", freeText, StringComparison.Ordinal);

        var (json, jsonText) = await DriveAsync("--Logging:Console:FormatterName", "json");
        Assert.True(json == "pass", jsonText);
        Assert.Contains("100 %", jsonText, StringComparison.Ordinal);
    }

    private static async Task<(string Outcome, string Text)> DriveAsync(params string[] arguments)
    {
        await using var service = await StoppableService.StartAsync("/dev/null/none", arguments: arguments);
        for (var request = 0; request < 150; request++)
        {
            await service.Client.GetAsync("/missing", TestContext.Current.CancellationToken);
        }

        (string Outcome, string Text) verdict = default;
        await Eventually.TrueAsync(
            async () => (verdict = await service.VerdictAsync("5.3")).Outcome != "unknown", Patience, "200 lines were written", TestContext.Current.CancellationToken);
        return verdict;
    }
}
