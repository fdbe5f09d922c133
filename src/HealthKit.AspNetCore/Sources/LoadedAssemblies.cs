using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace HealthKit.Sources;

/// <summary>
/// Assemblies the process uses: those loaded, and those that loaded ones refer to. A driver is loaded only when the first method that needs it is
/// compiled, so a service that has not been called yet would otherwise look as if it had no database.
/// </summary>
internal sealed class LoadedAssemblies
{
    private static readonly FrozenSet<string> Ours = FrozenSet.Create(
        StringComparer.Ordinal,
        "HealthKit",
        "HealthKit.AspNetCore",
        "HealthKit.CodeScan",
        "HealthKit.EntityFrameworkCore",
        "HealthKit.FeatureManagement",
        "HealthKit.FluentValidation",
        "HealthKit.Npgsql",
        "HealthKit.OpenTelemetry",
        "HealthKit.Redis",
        "HealthKit.Resilience",
        "HealthKit.Testing");

    private IReadOnlyList<string> _used = [];
    private IReadOnlyList<string> _unheardOf = [];
    private IReadOnlySet<string> _loaded = new HashSet<string>();
    private int _seen;
    private int _seenLoaded;
    private int _seenDrivers;

    public IReadOnlyList<string> Used()
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies();
        if (loaded.Length != Volatile.Read(ref _seen))
        {
            _used = Names(loaded);
            Volatile.Write(ref _seen, loaded.Length);
        }

        return _used;
    }

    /// <summary>Drivers of databases among those in use, by simple name: those known by name, and what else brings ADO.NET's types of its own.</summary>
    public IReadOnlyList<string> DatabaseDrivers() => [.. Used().Where(KnownDrivers.IsDatabase).Union(UnheardOf(), StringComparer.OrdinalIgnoreCase)];

    /// <summary>Those of <see cref="DatabaseDrivers"/> that are loaded and whose calls no package of HealthKit sees.</summary>
    public IReadOnlyList<string> UnseenDrivers() => [.. Loaded().Where(KnownDrivers.IsUnseenDatabase).Union(UnheardOf(), StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];

    private IReadOnlyList<string> UnheardOf()
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies();
        if (loaded.Length != Volatile.Read(ref _seenDrivers))
        {
            _unheardOf = [.. loaded.Where(OwnConnectionTypes.Has).Select(static assembly => assembly.GetName().Name).OfType<string>().Where(static name => !KnownDrivers.IsDatabase(name)).Intersect(Used(), StringComparer.OrdinalIgnoreCase)];
            Volatile.Write(ref _seenDrivers, loaded.Length);
        }

        return _unheardOf;
    }

    /// <summary>Those that are loaded, by simple name, but for what HealthKit's packages alone refer to.</summary>
    public IReadOnlySet<string> Loaded()
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies();
        if (loaded.Length != Volatile.Read(ref _seenLoaded))
        {
            _loaded = loaded.Select(static assembly => assembly.GetName().Name).OfType<string>().Intersect(Used(), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            Volatile.Write(ref _seenLoaded, loaded.Length);
        }

        return _loaded;
    }

    /// <summary>The names of some loaded assemblies, and of what they refer to. What HealthKit's packages alone refer to says nothing of the host: AddRedis() loads the driver of a service without Redis.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A reference that trimming removed is a reference that is not used.")]
    internal static IReadOnlyList<string> Names(IEnumerable<Assembly> loaded)
    {
        var names = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        var present = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var ours = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var assembly in loaded)
        {
            if (!assembly.IsDynamic && assembly.GetName().Name is { } name)
            {
                present.Add(name);
                (Ours.Contains(name) ? (ISet<string>)ours : names).UnionWith(assembly.GetReferencedAssemblies().Select(static reference => reference.Name).OfType<string>());
            }
        }

        present.ExceptWith(ours);
        names.UnionWith(present);
        return [.. names];
    }
}
