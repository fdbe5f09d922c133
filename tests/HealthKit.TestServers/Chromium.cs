using System.Globalization;
using HealthKit.TestServers.Commands;

namespace HealthKit.TestServers;

/// <summary>A headless browser without network chatter of its own and with an empty profile.</summary>
public static class Chromium
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
    ];

    /// <summary>Writes a PNG of a page, given as URL or file, as it looks in a window of that size in pixels.</summary>
    public static async Task ScreenshotAsync(
        string urlOrFile, string path, int width = 1280, int height = 1600, CancellationToken cancellationToken = default)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}");
        var error = await RunAsync([size, $"--screenshot={Path.GetFullPath(path)}"], urlOrFile, static result => result.Error, cancellationToken);
        if (!File.Exists(path))
            throw new InvalidOperationException($"Chromium wrote no screenshot of {urlOrFile}: {error}");
    }

    /// <summary>The document as it stands after its scripts ran.</summary>
    public static Task<string> DumpDomAsync(string urlOrFile, CancellationToken cancellationToken = default) =>
        RunAsync(["--dump-dom"], urlOrFile, static result => result.Output, cancellationToken);

    private static async Task<string> RunAsync(
        string[] action, string urlOrFile, Func<CommandResult, string> answer, CancellationToken cancellationToken)
    {
        var program = await ServersScript.FindAsync("chromium", cancellationToken);
        var profile = Directory.CreateTempSubdirectory("healthkit-chromium-");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var url = File.Exists(urlOrFile) ? new Uri(Path.GetFullPath(urlOrFile)).AbsoluteUri : urlOrFile;
            var result = await Command.RunAsync(
                program, [.. Flags, $"--user-data-dir={profile.FullName}", .. action, url], cancellationToken: limit.Token);
            return result.ExitCode == 0
                ? answer(result)
                : throw new InvalidOperationException($"Chromium ended with {result.ExitCode}: {result.ErrorOrOutput}");
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }
}
