using HealthKit.Evidence;
using HealthKit.Outbound;
using HealthKit.Requests;

namespace HealthKit.Sources;

/// <summary>States every HTTP client in use, and what protects its calls, host by host.</summary>
internal sealed class OutboundHttpSource(OutboundWatch watch, ClientTable clients, ConfiguredTimeout configured, FactoryDecorator factory, ReverseProxy proxy, RouteTable table, TimeProvider time)
    : MemorySource<OutboundHttpEvidence>("outbound.http", time)
{
    private const string WithoutClient = "No HttpClient of it was seen that would set a timeout, as where IHttpMessageHandlerFactory is used: add one with AddResilienceHandler(…).";

    private const string ByCode = "A forwarder of YARP is registered, and its code may have made the calls: give IHttpForwarder.SendAsync a ForwarderRequestConfig with an ActivityTimeout, and attest the check.";

    protected override OutboundHttpEvidence Read(DateTimeOffset now)
    {
        OutboundClientEvidence[] all = [.. clients.All.Where(static client => client.Timeouts.HasClient || client.Hosts.Any()).SelectMany(Of), .. Raw()];
        return new OutboundHttpEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            Clients = all,
            Calls = all.Sum(static client => client.Calls),
            Requests = table.Total(),
        };
    }

    private IEnumerable<OutboundClientEvidence> Raw()
    {
        var forwarded = proxy.Read();
        foreach (var raw in watch.Raw)
        {
            var cluster = forwarded.TryGetValue(raw.Host, out var destination) ? destination : proxy.Cluster(raw.Cluster);
            // A call of the proxy is noted as one before it is counted, so that reading in this order takes none of them for another's.
            var (calls, idempotent) = (raw.Counts.Calls, raw.Counts.IdempotentCalls);
            var (proxied, proxiedIdempotent) = cluster is null ? (0, 0) : (raw.Forwarded.Calls, raw.Forwarded.IdempotentCalls);
            if (cluster is not null && proxied > 0)
            {
                yield return Called(cluster, raw, proxied, proxiedIdempotent);
            }

            // Whoever else calls a destination has none of the proxy's guards.
            if (calls - proxied is > 0 and var others)
            {
                var client = new OutboundClientEvidence { Name = $"raw: {raw.Host}", IsRaw = !proxy.ForwardsByCode, Unreadable = proxy.ForwardsByCode ? ByCode : null };
                yield return Called(client, raw, others, Math.Max(0, idempotent - proxiedIdempotent));
            }
        }
    }

    private static OutboundClientEvidence Called(OutboundClientEvidence client, RawHost raw, long calls, long idempotent) =>
        client with { Hosts = [raw.Host.ToString()], Calls = calls, IdempotentCalls = idempotent };

    // One entry for all hosts that are guarded alike.
    private IEnumerable<OutboundClientEvidence> Of(ClientSlot client)
    {
        var timeout = TimeoutOf(client);
        var hosts = client.Hosts.ToList();
        return hosts.Count == 0
            ? [Entry(client, timeout, PipelineSettings.None with { Opaque = "No call of it has been seen." })]
            : hosts.GroupBy(static host => host.Settings(), (settings, alike) => With(Entry(client, timeout, settings), [.. alike]));
    }

    private static OutboundClientEvidence With(OutboundClientEvidence entry, IReadOnlyList<ClientHost> hosts) => entry with
    {
        Hosts = [.. hosts.Select(static host => host.Host.ToString())],
        Calls = hosts.Sum(static host => host.Counts.Calls),
        IdempotentCalls = hosts.Sum(static host => host.Counts.IdempotentCalls),
    };

    private static OutboundClientEvidence Entry(ClientSlot client, (TimeoutSetting Setting, TimeSpan? Value) timeout, PipelineSettings settings)
    {
        var (setting, value) = Bound(timeout, settings);
        var opaque = settings.Opaque is not null && (setting is TimeoutSetting.Unreadable || settings.Breaker is null || settings.Retry is null) ? settings.Opaque : null;
        return new OutboundClientEvidence
        {
            Name = client.Name.Length == 0 ? OutboundClientEvidence.Unnamed : client.Name,
            TimeoutSetting = setting,
            Timeout = value,
            PipelineReadable = settings.Opaque is null,
            Unreadable = opaque ?? (setting is TimeoutSetting.Unreadable ? WithoutClient : null),
            Breaker = settings.Breaker,
            Retry = settings.Retry,
            HedgedAttempts = settings.HedgedAttempts,
        };
    }

    /// <summary>The client's own timeout and the pipeline's: one that was written bounds the call, whatever the other is.</summary>
    private static (TimeoutSetting Setting, TimeSpan? Value) Bound((TimeoutSetting Setting, TimeSpan? Value) client, PipelineSettings settings)
    {
        if (settings.Timeout is { } pipeline)
        {
            return (TimeoutSetting.Explicit, client.Value is { } own && own < pipeline ? own : pipeline);
        }

        // A timeout may hide where nobody can look.
        var hidden = settings.TimeoutByCode || settings.Opaque is not null;
        return client.Setting is not TimeoutSetting.Explicit && hidden ? (TimeoutSetting.Unreadable, null) : client;
    }

    private (TimeoutSetting Setting, TimeSpan? Value) TimeoutOf(ClientSlot client)
    {
        var read = client.Timeouts.Read() ?? client.Deadlines.Read();
        if (read is { Setting: not TimeoutSetting.Default } known)
        {
            return known;
        }

        // What the configuration sets can be told from the default; what a typed client's constructor sets, only by looking at the client.
        var written = client.Timeouts.HasClient || !factory.IsActive ? configured.Of(client.Name) : null;
        return written is { } value
            ? value == System.Threading.Timeout.InfiniteTimeSpan ? (TimeoutSetting.Infinite, null) : (TimeoutSetting.Explicit, value)
            : read ?? (TimeoutSetting.Unreadable, null);
    }
}
