namespace HealthKit.Attestation;

/// <summary>What an exemption names.</summary>
public enum SubjectKind
{
    /// <summary>A route, as "METHOD /template".</summary>
    Route,

    /// <summary>A table, as "schema.table", or what a report shows of it.</summary>
    Table,

    /// <summary>An HTTP client, data source or pool.</summary>
    Client,

    /// <summary>A cache key prefix.</summary>
    KeyPrefix,

    /// <summary>A type and member of the host's code.</summary>
    Member,
}
