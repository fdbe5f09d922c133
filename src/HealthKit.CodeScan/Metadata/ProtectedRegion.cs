namespace HealthKit.CodeScan.Metadata;

/// <summary>A try block and its handler, in offsets.</summary>
internal readonly record struct ProtectedRegion(int TryStart, int TryEnd, int HandlerStart, int HandlerEnd, int FilterStart, bool TakesException)
{
    /// <summary>A catch that no exception passes by.</summary>
    public bool TakesAll { get; init; }

    /// <summary>Runs on the way of an exception only.</summary>
    public bool IsFault { get; init; }
}
