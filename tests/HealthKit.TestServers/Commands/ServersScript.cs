using System.Globalization;
using Xunit;

namespace HealthKit.TestServers.Commands;

/// <summary>Calls eng/servers.sh, the one implementation of local servers.</summary>
internal static class ServersScript
{
    private const int Missing = 3;

    private static readonly Lazy<Task<string>> Folder = new(CreateFolderAsync);

    private static int _servers;

    /// <summary>A new folder for one server; it goes when this process ends, even by SIGKILL.</summary>
    public static async Task<string> NewFolderAsync(string name) =>
        Path.Combine(await Folder.Value, string.Create(CultureInfo.InvariantCulture, $"{name}-{Interlocked.Increment(ref _servers)}"));

    /// <summary>The empty cluster that every PostgreSQL of this test run is copied from.</summary>
    public static async Task<string> PostgresTemplateAsync() =>
        Environment.GetEnvironmentVariable("HEALTHKIT_POSTGRES_TEMPLATE") is { Length: > 0 } shared
            ? shared
            : Path.Combine(await Folder.Value, "template");

    /// <summary>The output's key=value lines. A missing program skips the running test, or fails it when CI=true.</summary>
    public static async Task<Dictionary<string, string>> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync(
            "bash", [RepositoryRoot.Combine("eng", "servers.sh"), .. arguments], cancellationToken: cancellationToken);
        if (result.ExitCode == Missing)
            SkipUnlessRequired(result.ErrorOrOutput);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"eng/servers.sh ended with {result.ExitCode}: {result.ErrorOrOutput}");

        return result.Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split('=', 2))
            .Where(static parts => parts.Length == 2)
            .ToDictionary(static parts => parts[0], static parts => parts[1]);
    }

    /// <summary>The path of a program such as psql or chromium.</summary>
    public static async Task<string> FindAsync(string name, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync(
            "bash", [RepositoryRoot.Combine("eng", "servers.sh"), "find", name], cancellationToken: cancellationToken);
        if (result.ExitCode != 0)
            SkipUnlessRequired(result.ErrorOrOutput);
        return result.Output.Trim();
    }

    /// <summary>Installs a server that a test can do without; where it cannot be had the running test is skipped, on CI too.</summary>
    public static async Task EnsureOrSkipAsync(string name, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync("bash", [RepositoryRoot.Combine("eng", "servers.sh"), "ensure", name], cancellationToken: cancellationToken);
        if (result.ExitCode == Missing)
            Assert.Skip(result.ErrorOrOutput);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"eng/servers.sh ensure {name} ended with {result.ExitCode}: {result.ErrorOrOutput}");
    }

    private static void SkipUnlessRequired(string reason)
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"CI=true, so no test may skip. {reason}");
        Assert.Skip(reason);
    }

    private static async Task<string> CreateFolderAsync()
    {
        var process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return (await RunAsync(["run", "--parent", process], CancellationToken.None))["dir"];
    }
}
