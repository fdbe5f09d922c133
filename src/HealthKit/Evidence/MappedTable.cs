namespace HealthKit.Evidence;

/// <summary>One table as one context maps it.</summary>
public sealed record MappedTable
{
    /// <summary>Schema and table, without quotes; the table alone where <see cref="InSearchPath"/>.</summary>
    public required string Table { get; init; }

    /// <summary>True when the model names no schema, so that the connection's search path decides which table is meant.</summary>
    public bool InSearchPath { get; init; }

    /// <summary>The context's name.</summary>
    public required string Context { get; init; }

    /// <summary>True when what it holds is of ASP.NET Core Identity: claims, roles, logins and tokens of users, which are read to find out who the caller is.</summary>
    public bool IsOfIdentity { get; init; }

    /// <summary>The table's columns that its query filter compares; empty without a filter. A filter of deleted rows alone names no owner's column.</summary>
    public IReadOnlyList<string> FilteredColumns { get; init; } = [];
}
