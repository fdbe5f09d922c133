namespace HealthKit.Sql;

/// <summary>What a command does, as far as its first word shows.</summary>
internal enum SqlCommandKind : byte
{
    /// <summary>Session and transaction control, LISTEN and everything else.</summary>
    Other,

    /// <summary>SELECT, WITH, INSERT, UPDATE, DELETE, MERGE, VALUES, TABLE: what a plan can be made of.</summary>
    Query,

    /// <summary>CALL, EXECUTE, DO and COPY.</summary>
    Procedure,

    /// <summary>Definitions and maintenance: CREATE, ALTER, DROP, TRUNCATE, VACUUM and the like.</summary>
    Definition,
}
