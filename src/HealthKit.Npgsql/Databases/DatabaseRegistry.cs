using System.Data.Common;
using HealthKit.Hosting;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Pools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// The databases of the host: data sources in dependency injection (plain and keyed), those shown by UseHealthKit(), and pools that the driver
/// reports whose server, database and user some connection string of the configuration names too, in whatever section it stands.
/// </summary>
internal sealed class DatabaseRegistry(HostServices host, IServiceProvider services, DatabaseSignals signals)
{
    private static readonly string[] HostKeywords = ["Host=", "Server=", "Host =", "Server ="];

    private readonly Lock _gate = new();
    private List<NpgsqlDataSource>? _sources;

    /// <summary>Data sources that could not be made, by the type of what they threw.</summary>
    public IReadOnlyList<string> Failures { get; private set; } = [];

    /// <summary>Every database, once per connection string.</summary>
    public IReadOnlyList<Database> All()
    {
        var found = new Dictionary<string, Database>(StringComparer.Ordinal);
        foreach (var source in DataSources())
        {
            if (PoolSettings.TryParse(source.ConnectionString, out var settings))
            {
                found.TryAdd(settings.Key, new Database(settings, source, null));
            }
        }

        foreach (var builder in ObservedDataSources.All)
        {
            // The list is the process's: only what was seen in use since this host started is taken for the host's.
            if (PoolSettings.TryParse(builder.ConnectionString, out var settings) && IsUsed(settings, builder))
            {
                found.TryAdd(settings.Key, new Database(settings, null, builder.ConnectionString) { PoolName = builder.Name });
            }
        }

        AddPools(found);
        return [.. found.Values];
    }

    private bool IsUsed(PoolSettings settings, NpgsqlDataSourceBuilder builder) => signals.Pools.InUse.Any(pool =>
        builder.Name is { } name ? pool.Name == name : PoolSettings.TryParse(pool.Name, out var used) && used.Key == settings.Key);

    private void AddPools(Dictionary<string, Database> found)
    {
        Dictionary<string, string>? configured = null;
        foreach (var pool in signals.Pools.InUse)
        {
            if (PoolSettings.TryParse(pool.Name, out var settings) && !found.ContainsKey(settings.Key))
            {
                configured ??= Configured();
                var text = configured.GetValueOrDefault(settings.Login);
                found.Add(settings.Key, new Database(settings, null, text, PasswordUnknown: text is null));
            }
        }
    }

    private Dictionary<string, string> Configured()
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, value) in services.GetService<IConfiguration>()?.AsEnumerable() ?? [])
        {
            // Most values are no connection strings, and finding that out by an exception is slow.
            if (value is not null && HostKeywords.Any(word => value.Contains(word, StringComparison.OrdinalIgnoreCase)) && PoolSettings.TryParse(value, out var settings)
                && (!known.ContainsKey(settings.Login) || new NpgsqlConnectionStringBuilder(value).Password is not null))
            {
                known[settings.Login] = value;
            }
        }

        return known;
    }

    private List<NpgsqlDataSource> DataSources()
    {
        lock (_gate)
        {
            return _sources ??= Resolve();
        }
    }

    private List<NpgsqlDataSource> Resolve()
    {
        var found = new HashSet<NpgsqlDataSource>(ReferenceEqualityComparer.Instance);
        var failures = new List<string>();
        foreach (var descriptor in host.All.Where(static service => service.Lifetime == ServiceLifetime.Singleton).ToArray())
        {
            try
            {
                found.UnionWith(Of(descriptor).OfType<NpgsqlDataSource>());
            }
#pragma warning disable CA1031 // A factory of the host's may throw anything; the others are still found.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failures.Add(exception.GetType().Name);
            }
        }

        Failures = failures;
        return [.. found];
    }

    private IEnumerable<DbDataSource> Of(ServiceDescriptor service) =>
        service.ServiceType == typeof(NpgsqlDataSource) ? Of<NpgsqlDataSource>(service)
        : service.ServiceType == typeof(NpgsqlMultiHostDataSource) ? Of<NpgsqlMultiHostDataSource>(service)
        : service.ServiceType == typeof(DbDataSource) ? Of<DbDataSource>(service)
        : [];

    private IEnumerable<T> Of<T>(ServiceDescriptor service)
        where T : DbDataSource =>
        !service.IsKeyedService ? services.GetServices<T>()
        : ReferenceEquals(service.ServiceKey, KeyedService.AnyKey) ? []
        : services.GetKeyedServices<T>(service.ServiceKey);
}
