namespace HealthKit.Evidence;

/// <summary>A table whose rows belong to somebody.</summary>
public sealed record OwnedTableEvidence
{
    /// <summary>Schema and table.</summary>
    public required string Table { get; init; }

    /// <summary>The owner column.</summary>
    public required string Column { get; init; }

    /// <summary>True when row security is in force for the application's role.</summary>
    public bool RowSecurityActive { get; init; }

    /// <summary>True when a policy exists that is not simply true; or, with row security in force, none at all, which denies every row.</summary>
    public bool HasRestrictivePolicy { get; init; }

    /// <summary>True when statements of the service were seen to use it.</summary>
    public bool SeenInStatements { get; init; }

    /// <summary>The normalised text of a read or change of it that no object-relational mapper was seen to write, with the route; null when none was seen. Such a statement passes by query filters.</summary>
    public string? HandWritten { get; init; }
}
