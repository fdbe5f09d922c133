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

    [Fact]
    public async Task Serilog_in_the_place_of_the_console_is_judged_by_what_it_writes()
    {
        var (text, textWords) = await DriveAsync(requests: 300, "--Serilog", "text");
        Assert.True(text == "fail", textWords);

        var (json, jsonWords) = await DriveAsync(requests: 300, "--Serilog", "json");
        Assert.True(json == "pass", jsonWords);
    }

    [Fact]
    public async Task What_Serilog_writes_to_a_file_alone_is_unknown()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var service = await StoppableService.StartAsync("/dev/null/none", arguments: ["--Serilog", "file", "--LogFile", file, "--Announce", "true"]);
            for (var request = 0; request < 300; request++)
            {
                await service.Client.GetAsync("/missing", TestContext.Current.CancellationToken);
            }

            var (outcome, words) = await service.VerdictAsync("5.3");

            Assert.True(outcome == "unknown", words);
            Assert.Contains("Serilog.Sinks.File", words, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Task<(string Outcome, string Text)> DriveAsync(params string[] arguments) => DriveAsync(requests: 150, arguments);

    private static async Task<(string Outcome, string Text)> DriveAsync(int requests, params string[] arguments)
    {
        await using var service = await StoppableService.StartAsync("/dev/null/none", arguments: arguments);
        for (var request = 0; request < requests; request++)
        {
            await service.Client.GetAsync("/missing", TestContext.Current.CancellationToken);
        }

        (string Outcome, string Text) verdict = default;
        await Eventually.TrueAsync(
            async () => (verdict = await service.VerdictAsync("5.3")).Outcome != "unknown", Patience, "200 lines were written", TestContext.Current.CancellationToken);
        return verdict;
    }
}
