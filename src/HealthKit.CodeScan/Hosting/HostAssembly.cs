using System.Reflection;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Hosting;

/// <summary>An assembly of the host's own: in a file, or only in memory.</summary>
internal sealed record HostAssembly(string Name, string? Path, Assembly? Loaded)
{
    private const long LargestFile = 64_000_000;

    /// <summary>Opens it, or says why it cannot be read.</summary>
    public (AssemblyImage? Image, string? Obstacle) Open()
    {
        if (Path is not null && File.Exists(Path))
        {
            return OpenFile(Path);
        }

        return Loaded is null ? (null, "it was not found") : LoadedImage.Open(Loaded) is { } image ? (image, null) : (null, "the runtime keeps no IL of it");
    }

    private (AssemblyImage? Image, string? Obstacle) OpenFile(string path)
    {
        if (new FileInfo(path).Length > LargestFile)
        {
            return (null, "its file is larger than 64 MB");
        }

        if (FileImage.Open(path) is not { } image)
        {
            return (null, "its file holds no managed code");
        }

        // A deployment over a running process leaves other code on disk than the one that runs.
        if (Loaded is not null && image.Reader.GetGuid(image.Reader.GetModuleDefinition().Mvid) != Loaded.ManifestModule.ModuleVersionId)
        {
            image.Dispose();
            return (null, "its file is not the one that was loaded");
        }

        return (image, null);
    }
}
