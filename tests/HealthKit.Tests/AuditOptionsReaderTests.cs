using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests;

public sealed class AuditOptionsReaderTests
{
    [Fact]
    public void Accepts_what_is_well_formed()
    {
        var options = new AuditOptions { Team = "Shop", Reviewer = "Ada" };
        options.Limits["1.1"] = 150;
        options.Attestations.Add(Attestation());
        options.Exemptions.Add(new ExemptionOptions { Check = "1.1", Kind = "route", Subject = "GET /export*", Reason = "nightly", Expires = "2027-01-01" });

        var (settings, errors) = Read(options);

        Assert.Empty(errors);
        Assert.Equal("Shop", settings.Team);
        Assert.Equal(150, settings.Limits["1.1"]);
        Assert.Equal(new DateOnly(2027, 5, 1), settings.Attestations[0].Expires);
        Assert.Equal(SubjectKind.Route, settings.Exemptions[0].Kind);
    }

    [Fact]
    public void Takes_an_underscore_for_the_dot_that_no_environment_variable_may_have_but_no_limit_twice()
    {
        var options = new AuditOptions();
        options.Limits["1_1"] = 150;
        Assert.Equal(150, Assert.Single(Read(options).Settings.Limits, limit => limit.Key == "1.1").Value);

        options.Limits["1.1"] = 140;
        Assert.Equal("HealthAudit:Limits:1.1: the limit of check 1.1 is set twice.", Assert.Single(Read(options).Errors));
    }

    [Theory]
    [InlineData("12.7", 1, "HealthAudit:Limits:12.7", "is not a check")]
    [InlineData("1.1", 0, "HealthAudit:Limits:1.1", "allowed range 1 to 60000")]
    [InlineData("1.1", double.NaN, "HealthAudit:Limits:1.1", "allowed range")]
    [InlineData("2.2", 5, "HealthAudit:Limits:2.2", "no limit to override")]
    public void Names_the_setting_and_the_range_of_a_bad_limit(string id, double value, string setting, string reason)
    {
        var options = new AuditOptions();
        options.Limits[id] = value;

        var error = Assert.Single(Read(options).Errors);
        Assert.StartsWith($"{setting}: ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Check", "0.0", "is not a check")]
    [InlineData("Check", "1.1", "cannot be attested")]
    [InlineData("Statement", "", "is missing")]
    [InlineData("Owner", null, "is missing")]
    [InlineData("Evidence", "wiki", "absolute http")]
    [InlineData("Evidence", "file:///etc/passwd", "absolute http")]
    [InlineData("Date", "01.11.2026", "yyyy-MM-dd")]
    [InlineData("Expires", null, "yyyy-MM-dd")]
    [InlineData("Expires", "2026-11-01", "after Date")]
    [InlineData("Expires", "2028-01-01", "at most one year")]
    public void Names_the_part_of_a_malformed_attestation(string part, string? value, string reason)
    {
        var attestation = Attestation();
        typeof(AttestationOptions).GetProperty(part)!.SetValue(attestation, value);
        var options = new AuditOptions();
        options.Attestations.Add(attestation);

        var error = Assert.Single(Read(options).Errors);
        Assert.StartsWith($"HealthAudit:Attestations:0:{part}: ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_second_attestation_of_one_check()
    {
        var options = new AuditOptions();
        options.Attestations.Add(Attestation());
        options.Attestations.Add(Attestation());

        Assert.Contains("twice", Assert.Single(Read(options).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_an_exemption_of_everything_and_names_every_bad_part()
    {
        var options = new AuditOptions();
        options.Exemptions.Add(new ExemptionOptions { Check = "1.1", Kind = "Route", Subject = "*", Reason = "all", Expires = "2027-01-01" });
        options.Exemptions.Add(new ExemptionOptions { Check = "x", Kind = "House", Subject = " ", Expires = "soon" });

        var errors = Read(options).Errors;

        Assert.Equal(6, errors.Count);
        Assert.Contains("would exempt everything", errors[0], StringComparison.Ordinal);
        Assert.All(errors.Skip(1), error => Assert.StartsWith("HealthAudit:Exemptions:1:", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.1", "Table", "has no subject of the kind Table; it has Route")]
    [InlineData("9.4", "Route", "it has Table")]
    [InlineData("7.4", "Member", "has no subject")]
    public void Refuses_a_kind_of_subject_that_the_check_lacks(string check, string kind, string reason)
    {
        var options = new AuditOptions();
        options.Exemptions.Add(new ExemptionOptions { Check = check, Kind = kind, Subject = "x", Reason = "x", Expires = "2027-01-01" });

        var error = Assert.Single(Read(options).Errors);
        Assert.StartsWith("HealthAudit:Exemptions:0:Kind: check", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1", "is taken")]
    [InlineData("a b", "letters, digits, dots and hyphens")]
    public void Refuses_a_custom_check_with_a_bad_id(string id, string reason)
    {
        var custom = new Check { Id = id, Title = "t", Threshold = "t", Severity = Severity.Low, Remedy = "Do.", Judge = Judge.From<HttpEvidence>((_, _) => Verdict.Blind("x")) };
        var reader = new AuditOptionsReader();
        reader.Read(new AuditOptions(), [custom]);

        Assert.Contains(reason, Assert.Single(reader.Errors), StringComparison.Ordinal);
    }

    private static AttestationOptions Attestation() => new()
    {
        Check = "9.1",
        Statement = "Plans are reviewed in pull requests",
        Owner = "Ada",
        Evidence = "https://wiki.example/reviews",
        Date = "2026-11-01",
        Expires = "2027-05-01",
    };

    private static (AuditSettings Settings, IReadOnlyList<string> Errors) Read(AuditOptions options)
    {
        var reader = new AuditOptionsReader();
        return (reader.Read(options, []), reader.Errors);
    }
}
