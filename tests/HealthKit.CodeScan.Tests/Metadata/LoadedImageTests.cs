using HealthKit.CodeScan.Corpus;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Tests.Metadata;

/// <summary>A single-file application has no file for each assembly: what is loaded must tell the same.</summary>
public sealed class LoadedImageTests
{
    [Fact]
    public void Finds_in_memory_what_it_finds_in_the_file()
    {
        using var loaded = LoadedImage.Open(typeof(ExpectAttribute).Assembly)!;
        var rule = CodeScanner.Scan([loaded], Specimens.Singletons(Specimens.Release), null, static () => { }).Single(static rule => rule.Check == "8.3");
        var file = Specimens.Rule(Specimens.Release, "8.3");
        Assert.Equal(file.Sites, rule.Sites);
        Assert.Equal(file.Flagged.Select(static site => site.Member), rule.Flagged.Select(static site => site.Member));
        Assert.All(rule.Flagged, static site => Assert.Null(site.Location));
        Assert.All(file.Flagged, static site => Assert.Matches(@"^\w+\.cs:\d+$", site.Location));
    }
}
