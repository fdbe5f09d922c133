namespace HealthKit.Caching;

/// <summary>Distributed caches that are known by the names of their types, without a dependency on their packages.</summary>
internal static class CacheProviders
{
    // Each gives its DefaultSlidingExpiration, which must be positive, to what comes without an expiry. Memory and Redis give none.
    // Read from Microsoft.Extensions.Caching.SqlServer 10.0.13, Microsoft.Extensions.Caching.Postgres 1.0.2 and Community.Microsoft.Extensions.Caching.PostgreSql 5.0.
    private static readonly string[] ExpiringByDefault =
    [
        "Microsoft.Extensions.Caching.SqlServer.SqlServerCache",
        "Microsoft.Extensions.Caching.Postgres.PostgresCache",
        "Community.Microsoft.Extensions.Caching.PostgreSql.PostgreSqlCache",
    ];

    /// <summary>Whether what is stored without an expiry expires all the same.</summary>
    public static bool ExpiresByDefault(Type cache)
    {
        for (var type = cache; type is not null; type = type.BaseType)
        {
            if (Array.IndexOf(ExpiringByDefault, type.FullName) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
