namespace HealthKit.Outbound;

/// <summary>The calls of one client to one host, and the pipelines that they went through.</summary>
internal sealed class ClientHost(OutboundHost host)
{
    private volatile Found? _found;

    public OutboundHost Host => host;

    public HostCounts Counts { get; } = new();

    /// <summary>Notes the pipelines of a chain at its first call to this host, so that the host's own selector sees the host's own request.</summary>
    public void Note(HandlerChain chain, HttpRequestMessage request)
    {
        if (!ReferenceEquals(_found?.Chain, chain))
        {
            _found = Find(chain, request);
        }
    }

    /// <summary>What guards the calls to this host.</summary>
    public PipelineSettings Settings()
    {
        if (_found is not { } found)
        {
            return PipelineSettings.None with { Opaque = "No call of it has been seen." };
        }

        var settings = PipelineSettings.None with { Opaque = found.Opaque };
        foreach (var (pipeline, reader) in found.Pipelines)
        {
            settings = settings.With(Read(reader, pipeline));
        }

        return settings;
    }

    private static Found Find(HandlerChain chain, HttpRequestMessage request)
    {
        try
        {
            return new Found(chain, [.. chain.Pipelines.Select(part => (part.Reader.Find(part.Handler, request), part.Reader))], chain.Opaque);
        }
#pragma warning disable CA1031 // A selector of the host's may throw on a second call; the call itself goes on.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new Found(chain, [], "Its pipeline could not be found for a call: attest the check.");
        }
    }

    private static PipelineSettings Read(IPipelineReader reader, object pipeline)
    {
        try
        {
            return reader.Read(pipeline);
        }
#pragma warning disable CA1031 // Another version of the library may have another shape: unknown, not wrong.
        catch (Exception)
#pragma warning restore CA1031
        {
            return PipelineSettings.None with { Opaque = "Its pipeline could not be read: update HealthKit.Resilience." };
        }
    }

    private sealed record Found(HandlerChain Chain, IReadOnlyList<(object Pipeline, IPipelineReader Reader)> Pipelines, string? Opaque);
}
