using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace HealthKit.Sources;

/// <summary>
/// Assemblies the process uses: those loaded, and those that loaded ones refer to. A driver is loaded only when the first method that needs it is
/// compiled, so a service that has not been called yet would otherwise look as if it had no database.
/// </summary>
internal sealed class LoadedAssemblies
{
    private IReadOnlyList<string> _used = [];
    private IReadOnlySet<string> _loaded = new HashSet<string>();
    private int _seen;
    private int _seenLoaded;

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

    /// <summary>Those that are loaded, by simple name.</summary>
    public IReadOnlySet<string> Loaded()
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies();
        if (loaded.Length != Volatile.Read(ref _seenLoaded))
        {
            _loaded = new HashSet<string>(loaded.Select(static assembly => assembly.GetName().Name).OfType<string>(), StringComparer.Ordinal);
            Volatile.Write(ref _seenLoaded, loaded.Length);
        }

        return _loaded;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A reference that trimming removed is a reference that is not used.")]
    private static IReadOnlyList<string> Names(Assembly[] loaded)
    {
        var names = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var assembly in loaded)
        {
            if (assembly.IsDynamic || assembly.GetName().Name is not { } name)
            {
                continue;
            }

            names.Add(name);
            // What HealthKit's own packages refer to says nothing of the host.
            if (name != "HealthKit" && !name.StartsWith("HealthKit.", StringComparison.Ordinal))
            {
                names.UnionWith(assembly.GetReferencedAssemblies().Select(static reference => reference.Name).OfType<string>());
            }
        }

        return [.. names];
    }
}
