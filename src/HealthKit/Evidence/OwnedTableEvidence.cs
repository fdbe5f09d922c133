using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>A table whose rows belong to somebody.</summary>
public sealed record OwnedTableEvidence
{
    /// <summary>Schema and table.</summary>
    public required string Table { get; init; }

    /// <summary>True when the search path of the connection finds it by its name alone.</summary>
    public bool InSearchPath { get; init; }

    /// <summary>The owner column.</summary>
    public required string Column { get; init; }

    /// <summary>True when row security is in force for the application's role.</summary>
    public bool RowSecurityActive { get; init; }

    /// <summary>True when a policy exists that is not simply true; or, with row security in force, none at all, which denies every row.</summary>
    public bool HasRestrictivePolicy { get; init; }

    /// <summary>True when statements of the service were seen to use it.</summary>
    public bool SeenInStatements { get; init; }

    /// <summary>
    /// Reads and changes of it in requests that pass by query filters: those that no object-relational mapper was seen to write and that compare no owner column with a value, then those
    /// that one wrote without naming an owner column in their conditions. Where the mapper has a filter by that column, it was told to ignore it.
    /// </summary>
    public IReadOnlyList<UnguardedStatement> Unguarded { get; init; } = [];

    // A route may be let see everybody's rows.
    internal OwnedTableEvidence Without(SubjectFilter exempt) => this with
    {
        Unguarded = [.. Unguarded.Where(statement => !exempt.MatchesAll(SubjectKind.Route, statement.Routes))],
    };
}
