namespace HealthKit.Evidence;

/// <summary>One end of a process of this service, as it recorded itself.</summary>
public sealed record ServiceStop
{
    /// <summary>When it was asked to stop.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it had stopped; null when it was killed before.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The service's version.</summary>
    public string? Version { get; init; }

    /// <summary>Requests in flight when it was asked to stop, and those accepted after.</summary>
    public long InFlight { get; init; }

    /// <summary>How many of those were answered.</summary>
    public long Drained { get; init; }

    /// <summary>Requests that were not answered: cut off, or still running when it was killed.</summary>
    public long Dropped => Math.Max(0, InFlight - Drained);
}
