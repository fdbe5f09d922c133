using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>The catalog of one database.</summary>
public sealed record DatabaseCatalog
{
    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>Why it could not be read, or null.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Tables looked at, so that a database without foreign keys can be told from one that was not seen; null when not counted.</summary>
    public int? Tables { get; init; }

    /// <summary>Why foreign keys could not be read although the database could, or null.</summary>
    public string? ForeignKeysUnreadable { get; init; }

    /// <summary>Foreign keys looked at.</summary>
    public int ForeignKeys { get; init; }

    /// <summary>Foreign keys that no usable index serves.</summary>
    public IReadOnlyList<MissingIndexEvidence> MissingForeignKeyIndexes { get; init; } = [];

    /// <summary>Indexes looked at for bloat, those too small to matter included; null when none was looked at.</summary>
    public int? IndexesLookedAt { get; init; }

    /// <summary>Indexes measured for bloat.</summary>
    public IReadOnlyList<IndexBloatEvidence> Indexes { get; init; } = [];

    /// <summary>Why bloat could not be measured, with the GRANT to run; null when it was.</summary>
    public string? BloatUnreadable { get; init; }

    /// <summary>Tables with a column that names an owner, tenant or user.</summary>
    public IReadOnlyList<OwnedTableEvidence> OwnedTables { get; init; } = [];

    /// <summary>True when <see cref="OwnedTables"/> could be read.</summary>
    public bool OwnedTablesReadable { get; init; }

    /// <summary>Why <see cref="OwnedTables"/> could not be read although the database could, or null.</summary>
    public string? OwnedTablesUnreadable { get; init; }

    internal DatabaseCatalog Without(SubjectFilter exempt) => this with
    {
        MissingForeignKeyIndexes = [.. MissingForeignKeyIndexes.Where(index => !exempt.Matches(SubjectKind.Table, index.Table, $"{index.Table} ({index.Columns})"))],
        Indexes = [.. Indexes.Where(index => !exempt.Matches(SubjectKind.Table, index.Table, index.Index))],
        OwnedTables = [.. OwnedTables.Where(table => !exempt.Matches(SubjectKind.Table, table.Table, $"{table.Table} ({table.Column})")).Select(table => table.Without(exempt))],
    };
}
