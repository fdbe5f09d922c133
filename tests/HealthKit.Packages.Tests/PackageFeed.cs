using System.IO.Compression;

namespace HealthKit.Packages.Tests;

/// <summary>The packages of this checkout, packed once into a folder of their own.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private static readonly string[] Libraries = ["HealthKit", "HealthKit.AspNetCore", "HealthKit.OpenTelemetry", "HealthKit.Npgsql", "HealthKit.EntityFrameworkCore", "HealthKit.Redis", "HealthKit.Resilience", "HealthKit.FeatureManagement", "HealthKit.FluentValidation", "HealthKit.CodeScan"];

    public string Folder { get; } = Directory.CreateTempSubdirectory("healthkit-packages-").FullName;

    public string Version { get; } = $"0.0.1-test.{Guid.NewGuid():N}";

    /// <summary>The repository that the packages name; a checkout without a remote names none of its own.</summary>
    public static string Repository => "https://example.org/healthkit";

    public static IReadOnlyList<string> Names => Libraries;

    public async ValueTask InitializeAsync()
    {
        foreach (var library in Libraries)
        {
            await Dotnet.RunAsync(Dotnet.Root, "pack", Path.Combine("src", library, $"{library}.csproj"), "-c", "Release", "-o", Folder, "-p:Version=" + Version, "-p:RepositoryUrl=" + Repository, "--nologo");
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    public ZipArchive Open(string library) => ZipFile.OpenRead(Path.Combine(Folder, $"{library}.{Version}.nupkg"));
}
