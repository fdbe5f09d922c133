using HealthKit.Hosting;

namespace HealthKit.Caching;

/// <summary>The files of the projects that the service was built from; none where nothing lists them, as in a single file.</summary>
/// <param name="Paths">Where they lie.</param>
internal sealed record ServiceFiles(IReadOnlyList<string> Paths)
{
    public static ServiceFiles Find() => new(
    [
        .. (DependencyFile.Projects() ?? []).Where(static name => !OwnAssemblies.Contains(name))
            .Select(static name => Path.Combine(AppContext.BaseDirectory, name + ".dll")).Where(File.Exists),
    ]);
}
