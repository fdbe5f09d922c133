namespace HealthKit.TestServers;

/// <summary>The folder of HealthKit.sln, found upwards from the running assembly.</summary>
public static class RepositoryRoot
{
    /// <summary>The absolute path.</summary>
    public static string Path { get; } = Find();

    /// <summary>The absolute path of a file or folder below the root.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "HealthKit.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No HealthKit.sln in or above {AppContext.BaseDirectory}.");
    }
}
