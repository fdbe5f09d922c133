using System.Text.Json;

namespace HealthKit.Hosting;

/// <summary>Reads which libraries of the application are projects and not packages.</summary>
internal static class DependencyFile
{
    /// <summary>The projects' assemblies; null where there is no such file, as in a single-file application.</summary>
    public static IReadOnlyList<string>? Projects() =>
        (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';', StringSplitOptions.RemoveEmptyEntries) is [var path, ..] && File.Exists(path) ? Read(File.ReadAllBytes(path)) : null;

    public static IReadOnlyList<string>? Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("libraries", out var libraries) || !document.RootElement.TryGetProperty("targets", out var targets))
        {
            return null;
        }

        var projects = libraries.EnumerateObject()
            .Where(static library => library.Value.TryGetProperty("type", out var type) && type.ValueEquals("project"))
            .Select(static library => library.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var files = targets.EnumerateObject()
            .SelectMany(static target => target.Value.EnumerateObject())
            .Where(library => projects.Contains(library.Name) && library.Value.TryGetProperty("runtime", out _))
            .SelectMany(static library => library.Value.GetProperty("runtime").EnumerateObject())
            .Select(static file => Path.GetFileNameWithoutExtension(file.Name))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray();
        return files.Length == 0 ? null : files;
    }
}
