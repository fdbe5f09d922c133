namespace HealthKit.Evidence;

/// <summary>A command timeout that somebody sets instead of the connection string's.</summary>
public sealed record CommandTimeoutOverride
{
    /// <summary>Who sets it: a context, and where it does so if not in its options.</summary>
    public required string Owner { get; init; }

    /// <summary>How long; zero means for ever.</summary>
    public TimeSpan Timeout { get; init; }
}
