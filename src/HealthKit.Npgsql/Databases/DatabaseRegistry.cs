using System.Data.Common;
using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Pools;
using HealthKit.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// The databases of the host: data sources in dependency injection (plain and keyed), those shown by UseHealthKit(), and pools that the driver
/// reports whose server, database and user some connection string of the configuration names too, in whatever section it stands.
/// </summary>
internal sealed class DatabaseRegistry(
    HostServices host, IServiceProvider services, DatabaseSignals signals, IEnumerable<IDataSourceFinder> finders, OwnConnections connections)
{
    private static readonly string[] HostKeywords = ["Host=", "Server=", "Host =", "Server ="];

    private readonly Lock _gate = new();
    private Dictionary<NpgsqlDataSource, string?>? _sources;

    /// <summary>HealthKit's own connections to them.</summary>
    public OwnConnections Connections => connections;

    /// <summary>Data sources that could not be made, by the type of what they threw.</summary>
    public IReadOnlyList<string> Failures { get; private set; } = [];

    /// <summary>Every database, once per connection string.</summary>
    public IReadOnlyList<Database> All()
    {
        var found = new Dictionary<string, Database>(StringComparer.Ordinal);
        foreach (var (source, key) in DataSources())
        {
            if (PoolSettings.TryParse(source.ConnectionString, out var settings))
            {
                foreach (var server in settings.Servers())
                {
                    found.TryAdd(server.Key, new Database(server, source, null) { PoolName = NameOf(settings), SourceKey = settings.Key, ServiceKey = key, IsDefault = key is null });
                }
            }
        }

        foreach (var builder in ObservedDataSources.All)
        {
            // The list is the process's: only what was seen in use since this host started is taken for the host's.
            foreach (var server in PoolSettings.TryParse(builder.ConnectionString, out var settings) ? settings.Servers() : [])
            {
                if (IsUsed(server, builder))
                {
                    found.TryAdd(server.Key, new Database(server, null, builder.ConnectionString) { PoolName = builder.Name, SourceKey = settings!.Key });
                }
            }
        }

        AddFound(found);
        AddPools(found);
        return [.. found.Values];
    }

    /// <summary>True when the driver reports connections of a database's pool.</summary>
    public bool HoldsConnections(Database database)
    {
        SignalHub.ReadPools();
        return signals.Pools.InUse.Any(pool => pool.Idle + pool.InUse > 0 && (pool.Settings?.Key == database.Settings.Key || (pool.Name == database.PoolName)));
    }

    /// <summary>Databases that somebody's options may name, but that cannot be read.</summary>
    public IEnumerable<BlindSpot> Hidden() => finders.SelectMany(static finder => finder.Find()).Where(static found => found.Unreadable is not null)
        .Select(static found => new BlindSpot(found.Owner, $"Which database it uses is not known: {found.Unreadable}.", "Register it with options that need no request, or its data source with AddNpgsqlDataSource()."));

    private void AddFound(Dictionary<string, Database> found)
    {
        foreach (var context in finders.SelectMany(static finder => finder.Find()))
        {
            if (PoolSettings.TryParse(context.Source?.ConnectionString ?? context.ConnectionString, out var settings))
            {
                foreach (var server in settings.Servers())
                {
                    var database = found.GetValueOrDefault(server.Key)
                        ?? new Database(server, context.Source as NpgsqlDataSource, context.ConnectionString) { SourceKey = settings.Key, IsOverridden = true };
                    found[server.Key] = database with
                    {
                        IsOfContext = true,
                        IsOverridden = database.IsOverridden && context.CommandTimeout is not null,
                        Overrides = [.. database.Overrides, .. Overrides(context)],
                    };
                }
            }
        }
    }

    private static IEnumerable<CommandTimeoutOverride> Overrides(FoundDataSource context)
    {
        if (context.CommandTimeout is { } timeout)
        {
            yield return new CommandTimeoutOverride { Owner = context.Owner, Timeout = timeout };
        }

        if (context.RanUnlimited && context.CommandTimeout != TimeSpan.Zero)
        {
            yield return new CommandTimeoutOverride { Owner = $"{context.Owner}, set in a request,", Timeout = TimeSpan.Zero };
        }
    }

    // A data source does not tell its name, but a builder that was shown to HealthKit does.
    private static string? NameOf(PoolSettings settings) => ObservedDataSources.All
        .FirstOrDefault(builder => builder.Name is not null && PoolSettings.TryParse(builder.ConnectionString, out var shown) && shown.Key == settings.Key)?.Name;

    private bool IsUsed(PoolSettings settings, NpgsqlDataSourceBuilder builder) => signals.Pools.InUse.Any(pool =>
        builder.Name is { } name ? pool.Name == name : pool.Settings?.Key == settings.Key);

    private void AddPools(Dictionary<string, Database> found)
    {
        Dictionary<string, string>? configured = null;
        foreach (var pool in signals.Pools.InUse)
        {
            if (pool.Settings is { } settings && !found.ContainsKey(settings.Key))
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
            if (value is null || !HostKeywords.Any(word => value.Contains(word, StringComparison.OrdinalIgnoreCase)) || !PoolSettings.TryParse(value, out var settings))
            {
                continue;
            }

            foreach (var server in settings.Servers())
            {
                if (!known.ContainsKey(server.Login) || new NpgsqlConnectionStringBuilder(value).Password is not null)
                {
                    known[server.Login] = value;
                }
            }
        }

        return known;
    }

    private Dictionary<NpgsqlDataSource, string?> DataSources()
    {
        lock (_gate)
        {
            return _sources ??= Resolve();
        }
    }

    // With the key of each; one that can be had without a key has none.
    private Dictionary<NpgsqlDataSource, string?> Resolve()
    {
        var found = new Dictionary<NpgsqlDataSource, string?>(ReferenceEqualityComparer.Instance);
        var failures = new List<string>();
        foreach (var descriptor in host.All.Where(static service => service.Lifetime == ServiceLifetime.Singleton).ToArray())
        {
            try
            {
                foreach (var source in Of(descriptor).OfType<NpgsqlDataSource>())
                {
                    found[source] = descriptor.IsKeyedService && found.GetValueOrDefault(source, "") is not null ? descriptor.ServiceKey?.ToString() ?? "" : null;
                }
            }
#pragma warning disable CA1031 // A factory of the host's may throw anything; the others are still found.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failures.Add(exception.GetType().Name);
            }
        }

        Failures = failures;
        return found;
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
