namespace HealthKit.Tests;

/// <summary>Files of the checkout that tests hold against the code.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Holds a generated file against what the code gives now; with HEALTHKIT_UPDATE_DOCS=1 writes it instead.</summary>
    public static void AssertUpToDate(string path, string content)
    {
        var file = Path.Combine(Root, path);
        if (Environment.GetEnvironmentVariable("HEALTHKIT_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }

        Assert.True(File.Exists(file), $"{path} is missing; run the tests once with HEALTHKIT_UPDATE_DOCS=1.");
        Assert.Equal(content, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "HealthKit.sln")) ? directory : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Not inside the checkout."));
}
