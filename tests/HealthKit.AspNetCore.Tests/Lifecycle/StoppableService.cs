using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using HealthKit.TestServers;

namespace HealthKit.Lifecycle;

/// <summary>A process of HealthKit.StoppableService: started, asked, and stopped by real signals.</summary>
internal sealed partial class StoppableService : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private StoppableService(Process process, Uri address) => (_process, Client) = (process, new HttpClient { BaseAddress = address });

    public HttpClient Client { get; }

    public static async Task<StoppableService> StartAsync(string stateDirectory, string shutdownTimeout = "00:00:20", params string[] arguments)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var program = Path.Combine(RepositoryRoot.Path, "tests", "HealthKit.StoppableService", "bin", configuration, "net10.0", "HealthKit.StoppableService.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", "--environment", "Development", "--HealthAudit:StateDirectory", stateDirectory, "--Host:ShutdownTimeout", shutdownTimeout, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (ListeningAddress().Match(line) is { Success: true } address)
            {
                _ = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                return new StoppableService(process, new Uri(address.Value));
            }
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    /// <summary>Sends a request that will still be in flight when the service is asked to stop.</summary>
    public async Task<Task<string>> SendAsync(string path)
    {
        var before = await InFlightAsync();
        var answer = Client.GetStringAsync(path, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => await InFlightAsync() > before, Patience, $"{path} is in flight", TestContext.Current.CancellationToken);
        return answer;
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task ExitAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        await _process.WaitForExitAsync(limit.Token);
    }

    /// <summary>The verdict on the last stop, once the record has been read.</summary>
    public async Task<(string Outcome, string Text)> StopVerdictAsync()
    {
        (string Outcome, string Text) verdict = default;
        await Eventually.TrueAsync(
            async () =>
            {
                verdict = await VerdictAsync("7.4");
                return !verdict.Text.Contains("not started yet", StringComparison.Ordinal);
            },
            Patience,
            "the service has read its records",
            TestContext.Current.CancellationToken);
        return verdict;
    }

    public async Task<(string Outcome, string Text)> VerdictAsync(string id)
    {
        using var report = JsonDocument.Parse(await Client.GetStringAsync("/health/audit?format=json", TestContext.Current.CancellationToken));
        var check = report.RootElement.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("id").GetString() == id);
        return (check.GetProperty("outcome").GetString()!, $"{Text(check, "observed")} {Text(check, "reason")}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string Text(JsonElement check, string name) => check.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private async Task<int> InFlightAsync()
    {
        var evidence = await Client.GetStringAsync("/health/audit/evidence", TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(evidence);
        return document.RootElement.GetProperty("records").GetProperty("shutdown").GetProperty("inFlight").GetInt32();
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex ListeningAddress();
}
