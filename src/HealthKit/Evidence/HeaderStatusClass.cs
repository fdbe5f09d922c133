namespace HealthKit.Evidence;

/// <summary>Headers of the sampled responses of one status class; a 304 is not sampled.</summary>
public sealed record HeaderStatusClass
{
    /// <summary>2 for 2xx, up to 5 for 5xx.</summary>
    public required int StatusClass { get; init; }

    /// <summary>Sampled responses.</summary>
    public long Responses { get; init; }

    /// <summary>Those whose caller came by HTTPS, here or as X-Forwarded-Proto says.</summary>
    public long HttpsResponses { get; init; }

    /// <summary>One entry a header.</summary>
    public IReadOnlyList<HeaderPresence> Headers { get; init; } = [];
}
