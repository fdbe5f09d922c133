using System.Globalization;
using HealthKit.TestServers.Commands;

namespace HealthKit.TestServers;

/// <summary>A server process on 127.0.0.1 with a free port and a folder of its own; disposing kills it and removes the folder.</summary>
public abstract class LocalServer : IAsyncDisposable
{
    private readonly string[] _arguments;

    private protected LocalServer(string[] arguments, IReadOnlyDictionary<string, string> started)
    {
        _arguments = arguments;
        Folder = started["dir"];
        Port = int.Parse(started["port"], CultureInfo.InvariantCulture);
        ProcessId = int.Parse(started["pid"], CultureInfo.InvariantCulture);
        Password = started.GetValueOrDefault("password", "");
    }

    /// <summary>Always 127.0.0.1.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>The TCP port; it survives a restart.</summary>
    public int Port { get; }

    /// <summary>Host and port as <c>127.0.0.1:12345</c>.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>The server's process; a restart changes it.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Whether the process lives, frozen or not; a dead one that nobody has reaped yet does not.</summary>
    public bool IsRunning => ProcessTable.IsAlive(ProcessId);

    /// <summary>The server's folder, with its data and its log.</summary>
    public string Folder { get; }

    /// <summary>What the server logged since it was started or restarted.</summary>
    public string Log => File.ReadAllText(Path.Combine(Folder, "log"));

    /// <summary>The administrator's password, or an empty text where none is needed.</summary>
    protected string Password { get; }

    /// <summary>Kills the server and all its processes with SIGKILL, as a crash does.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => SignalAsync("KILL", cancellationToken);

    /// <summary>Stops all its processes with SIGSTOP: connections stay open and nothing answers any more.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken = default) => SignalAsync("STOP", cancellationToken);

    /// <summary>Lets a frozen server go on.</summary>
    public Task ContinueAsync(CancellationToken cancellationToken = default) => SignalAsync("CONT", cancellationToken);

    /// <summary>Shuts the server down in order; the data stays for a restart.</summary>
    public Task ShutDownAsync(CancellationToken cancellationToken = default) =>
        ServersScript.RunAsync(["stop", "--dir", Folder], cancellationToken);

    /// <summary>Starts the server again on the same port and data, after shutting it down where it still runs.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await ShutDownAsync(cancellationToken);
        string[] samePort = ["--port", Port.ToString(CultureInfo.InvariantCulture)];
        var started = await ServersScript.RunAsync([.. _arguments, .. samePort], cancellationToken);
        ProcessId = int.Parse(started["pid"], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ServersScript.RunAsync(["stop", "--dir", Folder, "--now", "--remove"], CancellationToken.None);
        GC.SuppressFinalize(this);
    }

    private protected static async Task<(string[] Arguments, Dictionary<string, string> Started)> StartAsync(
        string kind, IEnumerable<string> options, CancellationToken cancellationToken)
    {
        string[] arguments = ["start", kind, "--dir", await ServersScript.NewFolderAsync(kind), .. options];
        return (arguments, await ServersScript.RunAsync(arguments, cancellationToken));
    }

    private protected static IEnumerable<string> Options(string name, IEnumerable<string>? values) =>
        (values ?? []).SelectMany(value => (string[])[name, value]);

    private async Task SignalAsync(string signal, CancellationToken cancellationToken) =>
        await ServersScript.RunAsync(["signal", signal, "--dir", Folder], cancellationToken);
}
