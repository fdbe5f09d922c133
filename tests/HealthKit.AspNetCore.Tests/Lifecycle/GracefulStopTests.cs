using HealthKit.TestServers;

namespace HealthKit.Lifecycle;

/// <summary>Real signals on a real process, judged by the process that comes after it.</summary>
public sealed class GracefulStopTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _state = Directory.CreateTempSubdirectory("healthkit-stops-").FullName;

    [Fact]
    public async Task Passes_once_a_stop_under_load_has_answered_everything()
    {
        await using (var first = await StoppableService.StartAsync(_state))
        {
            Assert.Equal("unknown", (await first.StopVerdictAsync()).Outcome);
            var answer = await first.SendAsync("/until-stop");
            first.Signal("TERM");
            Assert.Equal("done", await answer);
            await first.ExitAsync();
        }

        await using var next = await StoppableService.StartAsync(_state);
        var (outcome, text) = await next.StopVerdictAsync();
        Assert.True(outcome == "pass", text);
        Assert.Contains("all 1 request in flight answered", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_the_shutdown_timeout_cut_a_request_off()
    {
        await StopWithAsync("00:00:01", "/never", static service => service.ExitAsync());

        await using var next = await StoppableService.StartAsync(_state);
        var (outcome, text) = await next.StopVerdictAsync();
        Assert.True(outcome == "fail", text);
        Assert.Contains("1 dropped of 1 request in flight", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_a_kill_ended_a_stop_with_requests_in_flight()
    {
        await StopWithAsync("00:00:30", "/never", async service =>
        {
            await Eventually.TrueAsync(
                () => Directory.GetFiles(_state, "stop-*.json").Any(static file => File.ReadAllText(file).Contains("\"inFlight\":1", StringComparison.Ordinal)),
                Patience,
                "the stop is recorded",
                TestContext.Current.CancellationToken);
            service.Signal("KILL");
            await service.ExitAsync();
        });

        await using var next = await StoppableService.StartAsync(_state);
        var (outcome, text) = await next.StopVerdictAsync();
        Assert.True(outcome == "fail", text);
        Assert.Contains("1 dropped of 1 request in flight", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stays_unknown_after_a_kill_that_nobody_announced()
    {
        await using (var killed = await StoppableService.StartAsync(_state))
        {
            _ = await killed.SendAsync("/until-stop");
            killed.Signal("KILL");
            await killed.ExitAsync();
        }

        await using var next = await StoppableService.StartAsync(_state);
        var (outcome, text) = await next.StopVerdictAsync();
        Assert.True(outcome == "unknown", text);
        Assert.Contains("No stop of this service has been recorded yet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_pass_on_a_stop_with_nothing_but_a_probe_in_flight()
    {
        await StopWithAsync("00:00:20", path: null, static service => service.ExitAsync());

        await using var next = await StoppableService.StartAsync(_state);
        var (outcome, text) = await next.StopVerdictAsync();
        Assert.True(outcome == "unknown", text);
        Assert.Contains("had nothing in flight", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_out_a_record_that_it_cannot_read_and_names_file_and_line()
    {
        File.WriteAllText(Path.Combine(_state, "stop-638000000000000000-1.json"), "{\n  \"requestedAt\": 7\n}");

        var (stops, refused) = new StopRecords(_state).Load();

        Assert.Empty(stops);
        Assert.Equal("stop-638000000000000000-1.json line 2: not a stop record", Assert.Single(refused));
    }

    [Fact]
    public async Task Says_that_stops_cannot_be_recorded_where_the_folder_cannot_be_written()
    {
        await using var service = await StoppableService.StartAsync("/dev/null/none");

        var (outcome, text) = await service.StopVerdictAsync();

        Assert.Equal("unknown", outcome);
        Assert.Contains("HealthAudit:StateDirectory", text, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_state, recursive: true);

    private async Task StopWithAsync(string shutdownTimeout, string? path, Func<StoppableService, Task> end)
    {
        await using var service = await StoppableService.StartAsync(_state, shutdownTimeout);
        await service.StopVerdictAsync();
        if (path is not null)
        {
            _ = await service.SendAsync(path);
        }

        service.Signal("TERM");
        await end(service);
    }
}
