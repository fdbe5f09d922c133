namespace HealthKit.Redis.Clients;

/// <summary>Names of OpenTelemetry.Instrumentation.StackExchangeRedis, read from 1.20.1-beta.1; the tests of Redis traces fail when one changes.</summary>
internal static class RedisInstruments
{
    /// <summary>The instrumentation's assembly and its activity source.</summary>
    public const string ActivitySource = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    /// <summary>The tags that name a server: semantic conventions 1.42 and, after them, those of before 1.21.</summary>
    public static readonly IReadOnlyList<string> Addresses = ["server.address", "network.peer.address", "net.peer.name", "net.peer.ip"];

    /// <summary>The tags that hold its port.</summary>
    public static readonly IReadOnlyList<string> Ports = ["server.port", "network.peer.port", "net.peer.port"];
}
