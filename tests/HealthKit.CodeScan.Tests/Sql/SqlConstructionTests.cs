using HealthKit.CodeScan.Corpus;
using HealthKit.Evidence;

namespace HealthKit.CodeScan.Tests.Sql;

public sealed class SqlConstructionTests
{
    private const string Check = "6.5";

    [Theory]
    [InlineData(Specimens.Release)]
    [InlineData(Specimens.Debug)]
    public void Says_of_every_specimen_what_is_written_beside_it(string assembly)
    {
        var rule = Specimens.Rule(assembly, Check);
        var declared = Specimens.Declared(Check);
        var found = new Dictionary<string, Expected>();
        Collect(rule.Flagged, Expected.Flagged);
        Collect(rule.Unresolved, Expected.Unresolved);
        Collect(rule.Accepted, Expected.Accepted);

        var wrong = declared.Where(entry => found.GetValueOrDefault(entry.Key) != entry.Value)
            .Select(entry => $"{entry.Key}: expected {entry.Value}, found {found.GetValueOrDefault(entry.Key)}")
            .Concat(found.Where(entry => !declared.ContainsKey(entry.Key)).Select(entry => $"{entry.Key}: {entry.Value}, which nobody declared"))
            .Order(StringComparer.Ordinal);
        Assert.True(!wrong.Any(), $"{declared.Count} specimens, wrong:\n{string.Join("\n", wrong)}");
        Assert.True(declared.Count > 50 && rule.Sites > 50, $"{declared.Count} specimens, {rule.Sites} sites");

        void Collect(IReadOnlyList<CodeSite> sites, Expected expected)
        {
            foreach (var site in sites)
            {
                found[site.Member] = expected;
            }
        }
    }
}
