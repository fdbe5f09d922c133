namespace HealthKit.Evidence;

/// <summary>One health endpoint.</summary>
public sealed record HealthEndpoint
{
    /// <summary>Its path.</summary>
    public required string Path { get; init; }

    /// <summary>True when HealthKit mapped it, false when the host did.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The status it last answered; null when it has not been asked.</summary>
    public int? LastStatus { get; init; }

    /// <summary>True when it answers without credentials; null when not known.</summary>
    public bool? Anonymous { get; init; }

    /// <summary>Calls seen; zero where they are not counted.</summary>
    public long Calls { get; init; }

    /// <summary>Calls in which commands went to a database before the endpoint answered, sent by middleware for every request; zero while they are few.</summary>
    public long QueryingCalls { get; init; }

    /// <summary>Dependencies that it checks, by the name of the health check.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>True when <see cref="Dependencies"/> could be read.</summary>
    public bool DependenciesReadable { get; init; }
}
