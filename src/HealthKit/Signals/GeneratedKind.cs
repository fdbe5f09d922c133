namespace HealthKit.Signals;

/// <summary>Why an object-relational mapper wrote a command.</summary>
internal enum GeneratedKind : byte
{
    /// <summary>To save what was changed: query filters are no matter of it.</summary>
    Save,

    /// <summary>For a query of the application's, or a change by one: query filters narrow it unless it is told to ignore them.</summary>
    Query,

    /// <summary>The same, unless the mapper read a row anew that it holds already, which looks alike and needs no filter.</summary>
    Lookup,
}
