namespace HealthKit.Evidence;

/// <summary>A statement that reads or changes rows of a table whosever they are: no query filter narrows it.</summary>
public sealed record UnguardedStatement
{
    /// <summary>Its normalised text; it holds no literal.</summary>
    public required string Text { get; init; }

    /// <summary>The routes that ran it, the one that did so most first; none where that is not known.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>True when an object-relational mapper wrote it without its filter, false when no mapper was seen to write it.</summary>
    public bool Generated { get; init; }

    /// <summary>True when the mapper writes the same to read a row anew that it holds already: whether a filter was ignored is not told. True, too, for hand-written SQL that reads the table through a view.</summary>
    public bool IsUndecided { get; init; }
}
