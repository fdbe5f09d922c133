using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Reporting;

namespace HealthKit.Tests;

public sealed class AuditorTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);
    private static readonly ServiceIdentity Service = new() { Name = "Shop" };

    [Fact]
    public void Answers_every_check_even_without_evidence()
    {
        var report = new Auditor(AuditSettings.Default, Service).Audit(new EvidenceSet(At, []));

        Assert.Equal(71, report.Checks.Count);
        Assert.All(report.Checks, check => Assert.Equal(Outcome.Unknown, check.Outcome));
        Assert.Equal(0, report.Score.Percent);
        Assert.Equal(0, report.Score.CoveragePercent);
        Assert.Equal(new DateOnly(2026, 11, 23), report.Audit.Date);
    }

    [Fact]
    public void A_check_that_throws_is_an_error_for_itself_alone()
    {
        var thrower = Custom("shop.thrower", (_, _) => throw new InvalidOperationException("Password=hunter2"));
        var passer = Custom("shop.passer", (_, _) => Verdict.Pass(VerdictSource.Inspected, "fine"));
        var report = Audit(AuditSettings.Default with { CustomChecks = [thrower, passer] }, Catalog());

        Assert.Equal([Outcome.Error, Outcome.Pass], report.CustomChecks.Select(check => check.Outcome));
        Assert.DoesNotContain("hunter2", report.CustomChecks[0].Reason, StringComparison.Ordinal);
        Assert.Equal(71, report.Score.Maximum);
    }

    [Fact]
    public void Overdue_evidence_is_unknown_and_never_reaches_a_judge()
    {
        var judged = 0;
        var check = Custom("shop.counts", (_, _) => { judged++; return Verdict.Pass(VerdictSource.Inspected, "fine"); });
        var settings = AuditSettings.Default with { CustomChecks = [check] };

        var fresh = Audit(settings, Catalog()).CustomChecks[0];
        var overdue = Audit(settings, Catalog() with { ObservedAt = At - TimeSpan.FromMinutes(11) }).CustomChecks[0];

        Assert.Equal((Outcome.Pass, Outcome.Unknown, 1), (fresh.Outcome, overdue.Outcome, judged));
        Assert.Contains("11 min", overdue.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_wins_over_the_last_record_so_that_a_dead_server_never_looks_healthy()
    {
        var dead = new EvidenceGap { Kind = "catalog", Reason = "PostgreSQL refused the connection.", ObservedAt = At };
        var broken = dead with { Reason = "postgresql.catalog threw.", IsError = true };

        Assert.Equal((Outcome.Unknown, dead.Reason), Of("2.2", new EvidenceSet(At, [Catalog()], [dead])));
        Assert.Equal((Outcome.Error, broken.Reason), Of("2.2", new EvidenceSet(At, [Catalog()], [broken])));
        Assert.Equal(Outcome.Pass, Of("2.2", new EvidenceSet(At, [Catalog(), Pools()])).Outcome);
    }

    [Fact]
    public void An_exemption_takes_one_subject_out_of_one_check_until_it_expires()
    {
        var exemption = new Exemption { Check = "2.2", Kind = SubjectKind.Table, Subject = "public.order_lines", Reason = "archived", Expires = new DateOnly(2026, 11, 23) };
        var catalog = Catalog() with
        {
            Databases = [new DatabaseCatalog { Database = "shop", ForeignKeys = 2, MissingForeignKeyIndexes = [new("public.order_lines", "product_id", 120_000, "CREATE INDEX CONCURRENTLY ON public.order_lines (product_id);")] }],
        };

        Assert.Equal(Outcome.Fail, Audit(AuditSettings.Default, catalog).Checks.Single(check => check.Id == "2.2").Outcome);
        var exempted = Audit(AuditSettings.Default with { Exemptions = [exemption] }, catalog);
        Assert.Equal(Outcome.Pass, exempted.Checks.Single(check => check.Id == "2.2").Outcome);
        Assert.Equal(("public.order_lines", 1, false), Applied(exempted));
        Assert.Equal(1, exempted.Checks.Single(check => check.Id == "2.2").Exempted);
        Assert.Equal(0, exempted.Checks.Single(check => check.Id == "2.8").Exempted);

        var late = Audit(AuditSettings.Default with { Exemptions = [exemption with { Expires = new DateOnly(2026, 11, 22) }] }, catalog);
        var result = late.Checks.Single(check => check.Id == "2.2");
        Assert.Equal((Outcome.Fail, 0), (result.Outcome, result.Exempted));
        Assert.Contains("expired on 2026-11-22", result.Reason, StringComparison.Ordinal);
        Assert.Equal(("public.order_lines", 0, true), Applied(late));
    }

    [Theory]
    [InlineData("public.orders", Outcome.Pass, 2)]
    [InlineData("public.orders (product_id)", Outcome.Fail, 1)]
    [InlineData("public.ord*", Outcome.Pass, 2)]
    [InlineData("PUBLIC.ORDERS (PRODUCT_ID)", Outcome.Fail, 1)]
    [InlineData("orders", Outcome.Fail, 0)]
    [InlineData("public.orders (city)", Outcome.Fail, 0)]
    public void An_exemption_takes_a_subject_by_its_name_or_by_what_the_report_shows(string subject, Outcome outcome, int matched)
    {
        var exemption = new Exemption { Check = "2.2", Kind = SubjectKind.Table, Subject = subject, Reason = "archived", Expires = new DateOnly(2026, 12, 1) };
        var report = Audit(AuditSettings.Default with { Exemptions = [exemption] }, Catalog() with
        {
            Databases = [new DatabaseCatalog { Database = "shop", ForeignKeys = 2, MissingForeignKeyIndexes = [new("public.orders", "product_id", 120_000, "CREATE"), new("public.orders", "customer_id", 120_000, "CREATE")] }],
        });

        var result = report.Checks.Single(check => check.Id == "2.2");
        Assert.Equal((outcome, matched), (result.Outcome, result.Exempted));
        Assert.Equal(matched, Applied(report).Matched);
        Assert.DoesNotContain(result.Offenders, offender => offender.Subject == subject);
    }

    [Fact]
    public void An_endpoint_of_two_methods_leaves_only_when_both_are_exempted()
    {
        var read = new Exemption { Check = "6.1", Kind = SubjectKind.Route, Subject = "GET /orders", Reason = "public", Expires = new DateOnly(2026, 12, 1) };
        var table = new EndpointTableEvidence
        {
            ObservedAt = At,
            MaxAge = TimeSpan.FromMinutes(10),
            Endpoints = [new EndpointEvidence { Methods = ["GET", "POST"], Template = "/orders", Protection = EndpointProtection.Open }],
        };

        Assert.Equal(0, Audit(AuditSettings.Default with { Exemptions = [read] }, table).Exemptions[0].Matched);
        Assert.Equal([1, 1], Audit(AuditSettings.Default with { Exemptions = [read, read with { Subject = "POST /orders" }] }, table).Exemptions.Select(exemption => exemption.Matched));
    }

    [Fact]
    public void A_check_without_a_source_says_what_is_left_to_do()
    {
        var report = Audit(AuditSettings.Default with { CustomChecks = [CustomOf<SecretScanEvidence>("shop.secrets")] });

        var attestable = report.Checks.Single(check => check.Id == "6.7");
        Assert.EndsWith("Attest it: HealthAudit:Attestations.", attestable.Reason, StringComparison.Ordinal);
        Assert.EndsWith("This version cannot decide it.", report.CustomChecks[0].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("ttest", report.Checks.Single(check => check.Id == "1.1").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attested_check_shows_what_was_looked_for_in_vain_in_every_rendering()
    {
        static CheckAttestation Attested(string check) => new() { Check = check, Statement = "The gateway does it", Owner = "Ada", Evidence = new Uri("https://wiki.example/"), Date = new DateOnly(2026, 11, 1), Expires = new DateOnly(2027, 5, 1) };

        var report = Audit(
            AuditSettings.Default with { Attestations = [Attested("6.3"), Attested("7.8")] },
            Given.Endpoints(Given.PublicEndpoint("GET /products", 0)) with { ObservedAt = At, MaxAge = TimeSpan.FromMinutes(10) },
            new FeatureFlagEvidence { ObservedAt = At, MaxAge = TimeSpan.FromMinutes(10), RegistrationsLookedAt = 120 });

        Assert.Equal([(Outcome.Pass, VerdictSource.Attested), (Outcome.Pass, VerdictSource.Attested)], report.Checks.Where(check => check.Id is "6.3" or "7.8").Select(check => (check.Outcome, check.Source)));
        Assert.Equal("GET /products", Assert.Single(report.Checks.Single(check => check.Id == "6.3").Offenders).Subject);
        using var markdown = new StringWriter();
        ReportMarkdown.Write(report, markdown);
        using var html = new StringWriter();
        ReportHtml.Write(report, html);
        using var json = new MemoryStream();
        ReportJson.Write(report, json);
        Assert.All([markdown.ToString(), html.ToString(), System.Text.Encoding.UTF8.GetString(json.ToArray())], text =>
        {
            Assert.Contains("HealthKit itself: Of 1 public endpoint 0 are rate limited.", text, StringComparison.Ordinal);
            Assert.Contains("HealthKit itself: No feature-flag system among 120 service registrations.", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_custom_check_has_the_page_that_its_host_names_or_none()
    {
        var mute = Custom("shop.mute", (_, _) => Verdict.Pass(VerdictSource.Inspected, "fine"));
        var told = new Check { Id = "shop.told", Title = "t", Threshold = "t", Severity = Severity.Low, Remedy = "Do.", Docs = "https://wiki.example/told", Judge = mute.Judge };

        Assert.Equal([null, "https://wiki.example/told"], Audit(AuditSettings.Default with { CustomChecks = [mute, told] }, Catalog()).CustomChecks.Select(check => check.Docs));
        Assert.All(Catalogue.All, check => Assert.Equal($"docs/checks/{check.Id}.md", check.Docs));
    }

    [Fact]
    public void A_looser_limit_is_shown_as_such()
    {
        var report = Audit(AuditSettings.Default with { Limits = new Dictionary<string, double> { ["1.1"] = 300, ["1.2"] = 100 } }, Catalog());

        Assert.Equal([("1.1", true), ("1.2", false)], report.Overrides.Select(change => (change.Check, change.Looser)));
        Assert.Equal(report.Overrides, report.Checks.Select(check => check.Override).OfType<LimitOverride>());
    }

    private static (Outcome Outcome, string? Reason) Of(string id, EvidenceSet evidence)
    {
        var check = new Auditor(AuditSettings.Default, Service).Audit(evidence).Checks.Single(check => check.Id == id);
        return (check.Outcome, check.Reason);
    }

    private static AuditReport Audit(AuditSettings settings, params EvidenceRecord[] records) => new Auditor(settings, Service).Audit(new EvidenceSet(At, [.. records, Pools()]));

    private static (string Subject, int Matched, bool Expired) Applied(AuditReport report) =>
        report.Exemptions.Select(exemption => (exemption.Subject, exemption.Matched, exemption.Expired)).Single();

    private static PoolEvidence Pools() => new() { ObservedAt = At, MaxAge = TimeSpan.FromMinutes(10) };

    private static CatalogEvidence Catalog() => new()
    {
        ObservedAt = At,
        MaxAge = TimeSpan.FromMinutes(10),
        Databases = [new DatabaseCatalog { Database = "shop", ForeignKeys = 2 }],
    };

    private static Check CustomOf<T>(string id)
        where T : EvidenceRecord => Custom<T>(id, static (_, _) => Verdict.Pass(VerdictSource.Inspected, "fine"));

    private static Check Custom(string id, Func<CatalogEvidence, Limits, Verdict> judge) => Custom<CatalogEvidence>(id, judge);

    private static Check Custom<T>(string id, Func<T, Limits, Verdict> judge)
        where T : EvidenceRecord => new()
        {
            Id = id,
            Title = "The shop is open",
            Threshold = "always",
            Severity = Severity.Low,
            Remedy = "Open it.",
            Judge = Judge.From(judge),
        };
}
