using System.Collections.Frozen;

namespace HealthKit.Sources;

/// <summary>Assemblies that show a database or a cache server in use, by simple name.</summary>
internal static class KnownDrivers
{
    private const string Seen = "Npgsql";

    private static readonly FrozenSet<string> Databases = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Npgsql",
        "Microsoft.Data.SqlClient",
        "System.Data.SqlClient",
        "MySqlConnector",
        "MySql.Data",
        "Oracle.ManagedDataAccess",
        "Oracle.ManagedDataAccess.Core",
        "Microsoft.Data.Sqlite",
        "System.Data.SQLite",
        "MongoDB.Driver",
        "LiteDB",
        "Couchbase.NetClient",
        "FirebirdSql.Data.FirebirdClient",
        "ClickHouse.Client",
        "ClickHouse.Driver",
        "System.Data.Odbc",
        "IBM.Data.Db2",
        "Net.IBM.Data.Db2",
        "DuckDB.NET.Data",
        "Snowflake.Data",
        "Cassandra",
        "Microsoft.Azure.Cosmos.Client",
        "RavenDB.Client",
        "Raven.Client",
        "Neo4j.Driver",
        "AWSSDK.DynamoDBv2",
        "Google.Cloud.Spanner.Data");

    private static readonly FrozenSet<string> Caches = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "StackExchange.Redis",
        "ServiceStack.Redis",
        "FreeRedis",
        "CSRedisCore",
        "BeetleX.Redis",
        "EnyimMemcachedCore",
        "Enyim.Caching",
        "Hazelcast.Net",
        "Apache.Ignite.Core",
        "Alachisoft.NCache.Client");

    public static bool IsDatabase(string assembly) => Databases.Contains(assembly);

    /// <summary>True for a database's driver whose calls no package of HealthKit sees.</summary>
    public static bool IsUnseenDatabase(string assembly) => IsDatabase(assembly) && assembly != Seen;

    public static bool IsCache(string assembly) => Caches.Contains(assembly);
}
