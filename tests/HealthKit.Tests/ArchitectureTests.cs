using System.Text.RegularExpressions;

namespace HealthKit.Tests;

/// <summary>Keeps the arrows of the one direction: signals, evidence, checks, score, report.</summary>
public sealed partial class ArchitectureTests
{
    [Theory]
    [InlineData("src/HealthKit/Checks", "HealthKit.Signals|HealthKit.Reporting|Microsoft.AspNetCore|TimeProvider|DateTime.*Now")]
    [InlineData("src/HealthKit/Evidence", "HealthKit.Signals|HealthKit.Reporting|HealthKit.Scoring|Microsoft.AspNetCore")]
    [InlineData("src/HealthKit/Scoring", "HealthKit.Signals|HealthKit.Evidence|HealthKit.Reporting|Microsoft.AspNetCore")]
    [InlineData("src/HealthKit/Reporting", "HealthKit.Signals|HealthKit.Evidence|Checklist\\.|Catalogue\\.|Microsoft.AspNetCore")]
    [InlineData("src/HealthKit/Signals", "HealthKit.Checks|HealthKit.Scoring|HealthKit.Reporting|Microsoft.AspNetCore")]
    [InlineData("src/HealthKit", "Npgsql;|StackExchange.Redis;|OpenTelemetry;|Microsoft.Extensions")]
    public void No_stage_names_what_it_must_not_see(string folder, string forbidden)
    {
        var pattern = new Regex($"^using ({forbidden})|[^\\w\"](DateTime|DateTimeOffset)\\.(Utc)?Now", RegexOptions.Multiline);
        var offenders = Sources(folder).Where(file => pattern.IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(Repository.Root, file));

        Assert.Empty(offenders);
    }

    [Fact]
    public void The_core_has_no_dependency_and_no_integration_package_references_another()
    {
        Assert.Empty(References("HealthKit"));
        Assert.Equal(["HealthKit"], References("HealthKit.AspNetCore"));
        foreach (var package in new[] { "HealthKit.EntityFrameworkCore", "HealthKit.OpenTelemetry", "HealthKit.Npgsql", "HealthKit.Redis", "HealthKit.Resilience" })
        {
            Assert.Equal(["HealthKit.AspNetCore"], References(package));
        }
    }

    [Fact]
    public void One_check_stands_in_one_file_named_after_its_field()
    {
        foreach (var file in Sources("src/HealthKit/Checks"))
        {
            var fields = CheckField().Matches(File.ReadAllText(file));
            Assert.True(fields.Count <= 1, $"{file} holds {fields.Count} checks.");
            if (fields.Count == 1)
            {
                Assert.Equal(Path.GetFileNameWithoutExtension(file), fields[0].Groups[1].Value);
            }
        }
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static IEnumerable<string> References(string project) =>
        ProjectReference().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"))).Select(match => match.Groups[1].Value);

    [GeneratedRegex("public static readonly Check (\\w+) =")]
    private static partial Regex CheckField();

    [GeneratedRegex("<ProjectReference Include=\"[^\"]*/([^/\"]+)\\.csproj\"")]
    private static partial Regex ProjectReference();
}
