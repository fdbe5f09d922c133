using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using HealthKit.Signals;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>
/// Counts by server the commands that OpenTelemetry's instrumentation records, for all hosts of the process. HealthKit declines each of them: an
/// activity that is there all the same was wanted by somebody else. They are made by the instrumentation's thread, not by a request's.
/// </summary>
internal static class RedisTraces
{
    private const int Capacity = 256;

    private static readonly ConcurrentDictionary<string, long> Recorded = new(StringComparer.OrdinalIgnoreCase);
    private static readonly ActivityListener Listener = Listen();

    /// <summary>Begins to count, once for the life of the process.</summary>
    public static void Watch() => _ = Listener;

    /// <summary>All recorded commands.</summary>
    public static long All => Recorded.Values.Sum();

    /// <summary>Recorded commands that went to the servers of a multiplexer.</summary>
    public static long To(IConnectionMultiplexer multiplexer) =>
        multiplexer.GetEndPoints().Concat(multiplexer.GetEndPoints(configuredOnly: true)).Select(Name).Distinct(StringComparer.OrdinalIgnoreCase).Sum(static server => Recorded.GetValueOrDefault(server));

    /// <summary>A server as the activities name it.</summary>
    public static string Name(EndPoint server) => server switch
    {
        IPEndPoint ip => Join(ip.Address, ip.Port),
        DnsEndPoint dns => Join(dns.Host, dns.Port),
        _ => server.ToString() ?? "",
    };

    private static string Join(object? address, object? port) => string.Create(CultureInfo.InvariantCulture, $"{address}:{port}");

    private static ActivityListener Listen()
    {
        OwnListeners.Add(RedisInstruments.ActivitySource);
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == RedisInstruments.ActivitySource,
            Sample = static (ref _) => ActivitySamplingResult.None,
            SampleUsingParentId = static (ref _) => ActivitySamplingResult.None,
            ActivityStopped = static command =>
            {
                if (TraceRecording.Holds(command) && Join(Tag(command, RedisInstruments.Addresses), Tag(command, RedisInstruments.Ports)) is var server && (Recorded.ContainsKey(server) || Recorded.Count < Capacity))
                {
                    Recorded.AddOrUpdate(server, 1, static (_, count) => count + 1);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static object? Tag(Activity command, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (command.GetTagItem(name) is { } value)
            {
                return value;
            }
        }

        return null;
    }
}
