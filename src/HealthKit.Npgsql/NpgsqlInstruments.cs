namespace HealthKit.Npgsql;

/// <summary>
/// Names that Npgsql gives its meters, activities and log events, read from Npgsql 10.0.3 (MetricsReporter.cs, NpgsqlActivitySource.cs,
/// NpgsqlEventId.cs). A test on a live server fails when one is renamed.
/// </summary>
internal static class NpgsqlInstruments
{
    public const string Meter = "Npgsql";
    public const string ActivitySource = "Npgsql";

    /// <summary>Histogram of double, in seconds; runs until the reader closes.</summary>
    public const string OperationDuration = "db.client.operation.duration";

    /// <summary>Up-down counter of int: +1 as a command or batch is sent, −1 as its reader closes; a batch is one.</summary>
    public const string Executing = "db.client.operation.npgsql.executing";

    /// <summary>Counter of long, in the flow of whoever writes; one measurement a flush.</summary>
    public const string BytesWritten = "db.client.operation.npgsql.bytes_written";

    /// <summary>Counter of long, in the flow of whoever reads; one measurement a read of the socket.</summary>
    public const string BytesRead = "db.client.operation.npgsql.bytes_read";

    /// <summary>Counter of int.</summary>
    public const string Failed = "db.client.operation.failed";

    /// <summary>Observable up-down counter of int, by <see cref="StateTag"/>.</summary>
    public const string ConnectionCount = "db.client.connection.count";

    /// <summary>Up-down counter of int: +1 as an acquire begins to wait for an exhausted pool, −1 as it ends, in the same asynchronous flow.</summary>
    public const string PendingRequests = "db.client.connection.npgsql.pending_requests";

    /// <summary>Counter of int: acquires that timed out.</summary>
    public const string Timeouts = "db.client.connection.npgsql.timeouts";

    /// <summary>Histogram of double, in seconds: one sample a physical open of a pooled data source.</summary>
    public const string CreateTime = "db.client.connection.npgsql.create_time";

    /// <summary>The data source's name; without one its connection string, the password apart.</summary>
    public const string PoolNameTag = "db.client.connection.pool.name";

    public const string StateTag = "db.client.connection.state";
    public const string IdleState = "idle";
    public const string UsedState = "used";
    public const string ServerAddressTag = "server.address";
    public const string ServerPortTag = "server.port";

    /// <summary>Begins the name of the activity of a physical open, which is no command.</summary>
    public const string ConnectActivity = "CONNECT ";

    /// <summary>Begins the name of the activity of a COPY, which the meter does not count.</summary>
    public const string CopyActivity = "COPY ";

    /// <summary>By the conventions of OpenTelemetry, on every activity of a command of a database, whoever made it.</summary>
    public const string SystemTag = "db.system.name";

    /// <summary>Its name before the conventions became stable.</summary>
    public const string FormerSystemTag = "db.system";

    public const string QueryTextTag = "db.query.text";

    /// <summary>The activity's own pool name.</summary>
    public const string DataSourceTag = "db.npgsql.data_source";

    /// <summary>The SQLSTATE of a command that failed.</summary>
    public const string SqlStateTag = "db.response.status_code";

    /// <summary>SQLSTATE of a text that is not SQL.</summary>
    public const string SyntaxError = "42601";

    public const string FirstResponseEvent = "received-first-response";

    /// <summary>What the categories of the driver's log events begin with.</summary>
    public const string Categories = "Npgsql.";

    /// <summary>Category of the log events of connections.</summary>
    public const string ConnectionCategory = "Npgsql.Connection";

    /// <summary>Debug event: a logical connection was opened.</summary>
    public const int OpenedConnectionEvent = 1001;

    /// <summary>Debug event: a logical connection was closed. The driver logs none for one that broke.</summary>
    public const int ClosedConnectionEvent = 1004;

    /// <summary>Debug event: a physical connection was closed, also because it broke.</summary>
    public const int ClosedPhysicalConnectionEvent = 1113;

    /// <summary>State of the connection events: the data source's connection string, the password apart.</summary>
    public const string ConnectionStringState = "ConnectionString";

    /// <summary>Diagnostic listener of Entity Framework Core, and its events of savepoints: RelationalEventId of Microsoft.EntityFrameworkCore.Relational 10.0.</summary>
    public const string EntityFrameworkListener = "Microsoft.EntityFrameworkCore";

    public const string CreatingSavepointEvent = "Microsoft.EntityFrameworkCore.Database.Transaction.CreatingTransactionSavepoint";
    public const string ReleasingSavepointEvent = "Microsoft.EntityFrameworkCore.Database.Transaction.ReleasingTransactionSavepoint";
    public const string RollingBackToSavepointEvent = "Microsoft.EntityFrameworkCore.Database.Transaction.RollingBackToTransactionSavepoint";

    /// <summary>The application name of every connection that HealthKit opens itself.</summary>
    public const string OwnApplicationName = "healthkit";
}
