namespace HealthKit.CodeScan.Connections;

/// <summary>What holds a connection.</summary>
internal enum SiteKind
{
    Connection,
    Context,
    Transaction,

    /// <summary>What a query finds, read row by row.</summary>
    Stream,

    /// <summary>A command of a connection: holds nothing itself.</summary>
    Command,

    /// <summary>A command of a data source: its reader holds a connection.</summary>
    SourceCommand,

    /// <summary>A query that is not sent yet.</summary>
    Query,
}
