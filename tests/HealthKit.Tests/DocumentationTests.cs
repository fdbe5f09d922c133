using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Reporting;

namespace HealthKit.Tests;

/// <summary>The pages under docs/ that list things are generated from the code; these tests keep them so.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Ids => [.. Catalogue.All.Select(check => check.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_check_has_an_up_to_date_page(string id)
    {
        var check = Catalogue.Find(id)!;
        Repository.AssertUpToDate(check.Docs!, Page(check));
    }

    [Fact]
    public void The_list_of_checks_is_up_to_date()
    {
        var list = new StringBuilder("# The 71 checks\n\nGenerated from the code; one page a check.\n");
        foreach (var section in Catalogue.All.GroupBy(check => check.Section!.Value))
        {
            list.Append(CultureInfo.InvariantCulture, $"\n## {(int)section.Key}. {section.Key.DisplayName()}\n\n| id | check | threshold | severity | attestable |\n|---|---|---|---|---|\n");
            foreach (var check in section)
            {
                list.Append(CultureInfo.InvariantCulture, $"| [{check.Id}]({check.Id}.md) | {check.Title} | {check.Threshold} | {check.Severity} | {(check.Attestable ? "yes" : "")} |\n");
            }
        }

        Repository.AssertUpToDate("docs/checks/README.md", list.ToString());
    }

    [Fact]
    public void The_README_says_which_checks_this_version_cannot_decide()
    {
        var without = Catalogue.All.Where(static check => check.Judge.Requires.Any(static type => !EvidenceKinds.HasSource(type))).ToList();
        var lost = without.Where(static check => !check.Attestable).ToList();
        var verified = Catalogue.All.Count - without.Count;
        var attested = Catalogue.All.Count - lost.Count;
        var sentence = string.Create(CultureInfo.InvariantCulture, $"Nothing in this version looks for {string.Join(", ", without.Select(static check => check.Id))}: without attestations a score ends at {verified} of 71 ({100.0 * verified / Catalogue.All.Count:0.0} %), with them at {attested}.");
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        Repository.AssertUpToDate("README.md", ReadmeSentence().Replace(readme, sentence, 1));
        Assert.Contains(sentence, readme, StringComparison.Ordinal);
    }

    [GeneratedRegex("\"\\$ref\":\"#/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("^Nothing in this version looks for .*$", RegexOptions.Multiline)]
    private static partial Regex ReadmeSentence();

    [Fact]
    public void The_report_schema_is_up_to_date() => Repository.AssertUpToDate("docs/report.schema.json", ReportJson.Schema());

    [Fact]
    public void The_evidence_schema_is_up_to_date()
    {
        Repository.AssertUpToDate("docs/evidence.schema.json", EvidenceDocument.Schema());
        var root = JsonNode.Parse(EvidenceDocument.Schema())!;
        var references = Reference().Matches(root.ToJsonString()).Select(static match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(reference.Split('/').Aggregate(root, static (node, step) => (node as JsonArray)?[int.Parse(step, CultureInfo.InvariantCulture)] ?? node[step]!)));
    }

    private static string Page(Check check)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {check.Id} {check.Title}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Section {(int)check.Section!.Value}, {check.Section!.Value.DisplayName()} · threshold: {check.Threshold} · severity: {check.Severity} · {(check.Attestable ? "attestable" : "not attestable")}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"## Remedy\n\n```text\n{check.Remedy}\n```\n\n## Evidence\n\n| kind | needed | what makes it known |\n|---|---|---|\n");
        foreach (var type in check.Judge.Requires)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {EvidenceKinds.Name(type)} | yes | {check.Cure(type)} |\n");
        }

        foreach (var type in check.Judge.MayUse)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {EvidenceKinds.Name(type)} | refines | {check.Cure(type)} |\n");
        }

        if (check.Limit is { } limit)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## Limit\n\n`HealthAudit:Limits:{check.Id}` overrides it: {limit.Default} {limit.Unit} by default, {limit.Minimum} to {limit.Maximum} allowed; {(limit.LowerIsStricter ? "lower" : "higher")} is stricter.");
            page.Append(limit.Warn is { } warn ? string.Create(CultureInfo.InvariantCulture, $" Up to {warn} it warns; the bound moves with the limit.") : "");
            page.Append(limit.MinimumSamples > 0 ? string.Create(CultureInfo.InvariantCulture, $" A verdict needs {limit.MinimumSamples:#,0} samples.") : "");
            page.Append('\n');
        }

        if (check.Note is { } note)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## How it is judged\n\n{note}\n");
        }

        if (check.Clears.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## Related\n\nThe same remedy often clears {string.Join(", ", check.Clears.Select(id => $"[{id}]({id}.md)"))}.\n");
        }

        return page.ToString();
    }
}
