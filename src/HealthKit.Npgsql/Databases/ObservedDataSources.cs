using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Data sources made outside dependency injection whose builders were shown to HealthKit.</summary>
internal static class ObservedDataSources
{
    private const int Most = 64;

    private static readonly Lock Gate = new();
    private static readonly List<NpgsqlConnectionStringBuilder> Builders = [];

    /// <summary>Their settings as they are now: a builder's settings may change until it builds.</summary>
    public static IReadOnlyList<NpgsqlConnectionStringBuilder> All
    {
        get
        {
            lock (Gate)
            {
                return [.. Builders];
            }
        }
    }

    /// <summary>Remembers one; a host that makes a data source a request is not followed for ever.</summary>
    public static void Add(NpgsqlConnectionStringBuilder builder)
    {
        lock (Gate)
        {
            if (Builders.Count < Most && !Builders.Exists(known => known.ConnectionString == builder.ConnectionString))
            {
                Builders.Add(builder);
            }
        }
    }
}
