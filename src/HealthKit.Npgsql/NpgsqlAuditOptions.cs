using HealthKit.Evidence;

namespace HealthKit;

/// <summary>What a host decides about the audit of PostgreSQL.</summary>
public sealed class NpgsqlAuditOptions
{
    /// <summary>CPU cores of the database server.</summary>
    /// <value>1 to 1,024; null (the default) means this machine's where the server is on loopback, and unknown elsewhere.</value>
    public int? DatabaseCpuCores { get; set; }

    /// <summary>Instances of the service that share the database servers.</summary>
    /// <value>1 to 10,000; the default is 1.</value>
    public int Instances { get; set; } = 1;

    /// <summary>How long the ready check "postgresql" may take before the database counts as down.</summary>
    /// <value>100 ms to 30 s; the default is 2 s.</value>
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The ledger of reviewed queries, which checks 2.7 and 9.1 read; a relative path starts at the content root.</summary>
    /// <value>The default is <c>healthkit.queries.json</c>.</value>
    public string QueryLedgerPath { get; set; } = QueryLedger.FileName;

    /// <summary>True when <c>/health/ready</c> asks the databases.</summary>
    /// <value>The default is true.</value>
    public bool AddReadyCheck { get; set; } = true;

    /// <summary>Databases without which the service is not ready: the name of the database, of its data source, or the data source's service key.</summary>
    /// <value>Empty by default: then the data sources without a key, else the only database of the DbContexts, else any one of all. The others make the service degraded, and it stays ready.</value>
    public IList<string> RequiredDatabases { get; } = [];

    /// <summary>Folders of .sql files that are the schema's migrations, whatever tool applies them.</summary>
    /// <value>Paths relative to the content root; empty by default. Subfolders are read too.</value>
    public IList<string> MigrationFolders { get; } = [];

    /// <summary>Migrations that a person accepted although they break or lock something: file name and reason.</summary>
    /// <value>Empty by default; a reason cannot be empty. A comment "-- healthkit: acknowledged, because …" in the file says the same.</value>
    public IDictionary<string, string> AcknowledgedMigrations { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
