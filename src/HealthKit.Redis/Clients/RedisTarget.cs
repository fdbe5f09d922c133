using System.Net;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>One deployment of Redis that the application uses, and how.</summary>
/// <param name="Name">A name without address or password.</param>
/// <param name="Settings">The application's own settings, or those that the audit's options name for the same servers.</param>
/// <param name="Application">The application's multiplexer, where it is registered.</param>
/// <param name="KeyPrefix">What the framework's cache puts before every key, or null.</param>
internal sealed record RedisTarget(string Name, ConfigurationOptions Settings, IConnectionMultiplexer? Application, string? KeyPrefix)
{
    private const int DefaultPort = 6379;
    private const int DefaultTlsPort = 6380;

    /// <summary>The user that rules would have to be granted to.</summary>
    public string User => string.IsNullOrEmpty(Settings.User) ? "default" : Settings.User;

    /// <summary>Whether both lead to the same deployment.</summary>
    public bool LeadsTo(RedisTarget other) => Settings.ServiceName == other.Settings.ServiceName && Servers().SetEquals(other.Servers());

    /// <summary>Whether both lead to the same deployment with the same rights.</summary>
    public bool IsSameAs(RedisTarget other) => User == other.User && LeadsTo(other);

    private HashSet<string> Servers() => [.. Settings.EndPoints.Select(Written)];

    // However it is written: without its port, or by one of the names of this machine.
    private string Written(EndPoint server)
    {
        int usual = Settings.Ssl ? DefaultTlsPort : DefaultPort;
        var (host, port) = server switch
        {
            DnsEndPoint name => (name.Host.ToUpperInvariant(), name.Port),
            IPEndPoint address => (IPAddress.IsLoopback(address.Address) ? "LOCALHOST" : address.Address.ToString(), address.Port),
            _ => (server.ToString() ?? "", usual),
        };
        return FormattableString.Invariant($"{host}:{(port == 0 ? usual : port)}");
    }
}
