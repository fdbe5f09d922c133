using System.Globalization;
using HealthKit.TestServers.Commands;
using Xunit;

namespace HealthKit.TestServers;

/// <summary>An empty Redis server without persistence.</summary>
public sealed class RedisServer : LocalServer
{
    private readonly string _cli;

    private RedisServer(string[] arguments, IReadOnlyDictionary<string, string> started, string cli)
        : base(arguments, started) => _cli = cli;

    /// <summary>A StackExchange.Redis configuration string.</summary>
    public string ConnectionString => Password.Length == 0 ? Endpoint : $"{Endpoint},password={Password}";

    /// <summary>Starts a server; each setting is <c>name=value</c> as in redis.conf, for example <c>maxmemory=10mb</c>.</summary>
    public static async Task<RedisServer> StartAsync(IEnumerable<string>? settings = null, CancellationToken cancellationToken = default)
    {
        var (arguments, started) = await StartAsync("redis", Options("--set", settings), cancellationToken);
        return new RedisServer(arguments, started, await ServersScript.FindAsync("redis-cli", cancellationToken));
    }

    /// <summary>Runs one command with redis-cli and returns its raw answer.</summary>
    /// <exception cref="InvalidOperationException">The server refused the command.</exception>
    public async Task<string> ExecuteAsync(params string[] command)
    {
        string[] connection = ["-h", Host, "-p", Port.ToString(CultureInfo.InvariantCulture), "-e"];
        var environment = new Dictionary<string, string> { ["REDISCLI_AUTH"] = Password };
        var result = await Command.RunAsync(_cli, [.. connection, .. command], null, environment, TestContext.Current.CancellationToken);
        return result.ExitCode == 0
            ? result.Output.TrimEnd('\n')
            : throw new InvalidOperationException($"redis-cli: {result.ErrorOrOutput}");
    }
}
