using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Data sources made outside dependency injection whose builders were shown to HealthKit.</summary>
internal static class ObservedDataSources
{
    private const int Most = 64;

    private static readonly Lock Gate = new();
    private static readonly List<NpgsqlDataSourceBuilder> Builders = [];

    /// <summary>Their builders: settings and name may change until one builds.</summary>
    public static IReadOnlyList<NpgsqlDataSourceBuilder> All
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
    public static void Add(NpgsqlDataSourceBuilder builder)
    {
        lock (Gate)
        {
            if (Builders.Count < Most && !Builders.Exists(known => known.ConnectionString == builder.ConnectionString && known.Name == builder.Name))
            {
                Builders.Add(builder);
            }
        }
    }
}
