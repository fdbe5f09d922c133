using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using HealthKit.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.CodeScan.Hosting;

/// <summary>The projects that the application was built from, as its dependency file lists them; in a single file, the ones that look like its own.</summary>
internal sealed class HostAssemblies(IOptions<CodeScanOptions> options) : IHostAssemblies
{
    public IReadOnlyList<HostAssembly> Find()
    {
        var entry = Assembly.GetEntryAssembly();
        var loaded = AppDomain.CurrentDomain.GetAssemblies().Where(static assembly => !assembly.IsDynamic && assembly.GetName().Name is not null).ToLookup(static assembly => assembly.GetName().Name!);
        var names = DependencyFile.Projects() ?? (entry is null ? [] : Relatives(entry));
        return
        [
            .. names.Concat(options.Value.Assemblies).Where(static name => !OwnAssemblies.Contains(name)).Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(name => Locate(name, loaded[name].FirstOrDefault())),
        ];
    }

    [SuppressMessage("SingleFile", "IL3000", Justification = "An empty location is what tells a single file.")]
    private static HostAssembly Locate(string name, Assembly? loaded)
    {
        // Only what lies in no file of its own must be loaded to be read.
        loaded ??= File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll")) ? null : Load(name);
        var path = loaded is { Location.Length: > 0 } ? loaded.Location : Path.Combine(AppContext.BaseDirectory, name + ".dll");
        return new HostAssembly(name, File.Exists(path) ? path : null, loaded);
    }

    private static Assembly? Load(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name));
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            return null;
        }
    }

    // Without the list: what shares its first name, its source revision or its company with the application, or has the company that the SDK gives a project.
    internal static IReadOnlyList<string> Relatives(Assembly entry)
    {
        var found = new List<string> { entry.GetName().Name! };
        var seen = new HashSet<string>(found, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < found.Count; i++)
        {
            if (Load(found[i]) is not { } parent)
            {
                continue;
            }

            foreach (var reference in References(parent).Where(seen.Add))
            {
                if (Load(reference) is { } child && AreRelated(entry, child))
                {
                    found.Add(reference);
                }
            }
        }

        return found;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A reference that trimming removed is a reference that is not used.")]
    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Where(static reference => reference.GetPublicKeyToken() is null or { Length: 0 }).Select(static reference => reference.Name).OfType<string>();

    private static bool AreRelated(Assembly entry, Assembly other)
    {
        var (name, company) = (other.GetName().Name!, Company(other));
        return name.Split('.')[0] == entry.GetName().Name!.Split('.')[0]
            || (company is not null && (company == name || company == Company(entry)))
            || (Revision(other) is { } revision && revision == Revision(entry));
    }

    private static string? Company(Assembly assembly) => assembly.GetCustomAttribute<AssemblyCompanyAttribute>()?.Company;

    private static string? Revision(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion is { } version && version.IndexOf('+', StringComparison.Ordinal) is var at and > 0 ? version[at..] : null;
}
