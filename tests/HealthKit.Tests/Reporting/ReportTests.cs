using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HealthKit.Attestation;
using HealthKit.Evidence;
using HealthKit.Reporting;

namespace HealthKit.Tests.Reporting;

public sealed partial class ReportTests
{
    private const string Hostile = "<script>alert(1)</script> | `x` ``` \n# not a heading";
    private static readonly DateTimeOffset At = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Json_carries_the_published_fields_with_outcomes_in_camel_case()
    {
        using var document = JsonDocument.Parse(Json(Report()));
        var root = document.RootElement;

        Assert.Equal("1.0", root.GetProperty("schemaVersion").GetString());
        Assert.Equal(["team", "reviewer", "date"], Names(root.GetProperty("audit")));
        Assert.Equal(["name", "version", "commit", "environment", "instance"], Names(root.GetProperty("service")));
        Assert.Superset(new HashSet<string> { "points", "applicable", "maximum", "percent", "strictPercent", "coveragePercent", "verified", "attested", "band" }, Names(root.GetProperty("score")).ToHashSet());
        Assert.Equal(71, root.GetProperty("checks").GetArrayLength());
        var check = root.GetProperty("checks")[0];
        Assert.Superset(new HashSet<string> { "id", "section", "title", "threshold", "outcome", "source", "observed", "reason", "offenders", "remedy", "samples", "observedAt", "docs" }, Names(check).ToHashSet());
        Assert.Equal("unknown", check.GetProperty("outcome").GetString());
        Assert.Contains("notApplicable", root.GetProperty("checks").EnumerateArray().Select(item => item.GetProperty("outcome").GetString()));
        Assert.Equal("2.2", root.GetProperty("actions")[0].GetProperty("id").GetString());
    }

    [Fact]
    public void Json_is_read_back_to_the_same_report()
    {
        var written = Json(Report());
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(written));

        Assert.Equal(written, Json(ReportJson.Read(stream)));
    }

    [Fact]
    public void Every_property_written_stands_in_the_schema()
    {
        using var schema = JsonDocument.Parse(ReportJson.Schema());
        using var report = JsonDocument.Parse(Json(Report()));

        Assert.Equal(Names(report.RootElement), Names(schema.RootElement.GetProperty("properties")));
    }

    [Fact]
    public void Html_stands_alone_and_escapes_what_it_shows()
    {
        var html = Write(ReportHtml.Write);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.Equal(71, html.Split("<article ").Length - 1);
    }

    [Fact]
    public void Markdown_keeps_its_tables_and_headings_whatever_is_observed()
    {
        // Inside a fence text stays text; outside of one it must be escaped.
        var markdown = Fence().Replace(Write(ReportMarkdown.Write), "");

        Assert.DoesNotContain("<script", markdown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\n# not a heading", markdown, StringComparison.Ordinal);
        Assert.Contains("| **TOTAL** |", markdown, StringComparison.Ordinal);
        Assert.Contains("Team: Shop · Reviewer: Ada · Date: 2026-11-23", markdown, StringComparison.Ordinal);
        Assert.Contains("1. **2.2**", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rendering_shows_looser_limits_exemptions_and_attestations()
    {
        foreach (var text in new[] { Write(ReportHtml.Write), Write(ReportMarkdown.Write) })
        {
            Assert.Contains("looser than the checklist", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("GET /export", text, StringComparison.Ordinal);
            Assert.Contains("Plans are reviewed", text, StringComparison.Ordinal);
            Assert.Contains("matched 0 subjects", text, StringComparison.Ordinal);
            Assert.Contains("expired on 2026-03-31 and leaves out nothing any more", text, StringComparison.Ordinal);
            Assert.Contains("1 subject exempted.", text, StringComparison.Ordinal);
            Assert.Contains("(limit overridden: 300 ms instead of 200 ms, looser than the checklist)", text, StringComparison.Ordinal);
        }
    }

    private static string Write(Action<AuditReport, TextWriter> render)
    {
        using var writer = new StringWriter();
        render(Report(), writer);
        return writer.ToString();
    }

    private static string Json(AuditReport report)
    {
        using var stream = new MemoryStream();
        ReportJson.Write(report, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private static AuditReport Report()
    {
        var settings = new AuditSettings
        {
            Team = "Shop",
            Reviewer = "Ada",
            Limits = new Dictionary<string, double> { ["1.1"] = 300 },
            Exemptions =
            [
                new Exemption { Check = "1.1", Kind = SubjectKind.Route, Subject = "GET /export", Reason = "nightly", Expires = new DateOnly(2027, 1, 1) },
                new Exemption { Check = "1.2", Kind = SubjectKind.Route, Subject = "GET /old", Reason = "moved", Expires = new DateOnly(2026, 3, 31) },
                new Exemption { Check = "2.2", Kind = SubjectKind.Table, Subject = "public.archive", Reason = "archived", Expires = new DateOnly(2027, 1, 1) },
            ],
            Attestations = [new CheckAttestation { Check = "9.1", Statement = "Plans are reviewed", Owner = "Ada", Evidence = new Uri("https://wiki.example/"), Date = new DateOnly(2026, 11, 1), Expires = new DateOnly(2027, 5, 1) }],
        };
        var catalog = new CatalogEvidence
        {
            ObservedAt = At,
            MaxAge = TimeSpan.FromMinutes(1),
            Databases = [new DatabaseCatalog { Database = "shop", ForeignKeys = 1, MissingForeignKeyIndexes = [new("public.archive", "id", 120_000, "CREATE"), new(Hostile, "id", 120_000, $"CREATE INDEX CONCURRENTLY ON {Hostile} (id);")] }],
        };
        var inventory = new InventoryEvidence { ObservedAt = At, MaxAge = TimeSpan.FromMinutes(1), PlatformKnown = true, DatabaseDrivers = ["Npgsql"] };
        return new Auditor(settings, new ServiceIdentity { Name = "Shop" }).Audit(new EvidenceSet(At, [catalog, inventory]));
    }

    [GeneratedRegex("^ *```text$.*?^ *```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
