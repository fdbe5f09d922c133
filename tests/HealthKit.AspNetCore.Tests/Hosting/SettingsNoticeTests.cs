using HealthKit.Hosts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Hosting;

public sealed class SettingsNoticeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Names_keys_that_no_setting_has_but_not_their_values()
    {
        await using var host = await StartAsync(new()
        {
            ["HealthAudit:WramUp"] = "hunter2",
            ["HealthAudit:warmup"] = "00:00:05",
            ["HealthAudit:Limits:1.1"] = "150",
            ["HealthAudit:Redis:Interval"] = "hunter2",
            ["Other:WramUp"] = "1",
        });

        Assert.Equal(["HealthAudit:Redis", "HealthAudit:WramUp"], Notices(host, 1004).Select(line => line.Split(' ')[0]).Order());
        Assert.DoesNotContain(host.Log.GetSnapshot(), record => record.Message.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_what_has_no_effect_inside_lists_and_tables_too()
    {
        await using var host = await StartAsync(new()
        {
            ["HealthAudit:Attestations:0:Check"] = "9.1",
            ["HealthAudit:Attestations:0:Statement"] = "It is done",
            ["HealthAudit:Attestations:0:Owner"] = "Ada",
            ["HealthAudit:Attestations:0:Evidence"] = "https://wiki.example/",
            ["HealthAudit:Attestations:0:Date"] = "2026-11-01",
            ["HealthAudit:Attestations:0:Expires"] = "2027-10-31",
            ["HealthAudit:Attestations:0:Ownr"] = "hunter2",
            ["HealthAudit:PublicAreas"] = "hunter2",
            ["HealthAudit:TelemetryHosts:0"] = "seq.internal",
            ["HealthAudit:TelemetryHosts:1:Host"] = "hunter2",
            ["HealthAudit:Team:Name"] = "hunter2",
            ["HealthAudit:Limits:1.1"] = "150",
            ["HealthAudit:Limits:1.2:Milliseconds"] = "hunter2",
            ["HealthAudit:WramUp"] = "hunter2",
        });

        Assert.Equal(
            [
                "HealthAudit:Attestations:0:Ownr is no setting of HealthKit or of the packages that were added to it (did you mean HealthAudit:Attestations:0:Owner?), and changes nothing. See docs/configuration.md.",
                "HealthAudit:Limits:1.2:Milliseconds is no setting of HealthKit or of the packages that were added to it, and changes nothing. See docs/configuration.md.",
                "HealthAudit:PublicAreas is a text where keys below it are expected, such as HealthAudit:PublicAreas:0, and changes nothing. See docs/configuration.md.",
                "HealthAudit:Team:Name is no setting of HealthKit or of the packages that were added to it, and changes nothing. See docs/configuration.md.",
                "HealthAudit:TelemetryHosts:1:Host is no setting of HealthKit or of the packages that were added to it, and changes nothing. See docs/configuration.md.",
                "HealthAudit:WramUp is no setting of HealthKit or of the packages that were added to it (did you mean HealthAudit:WarmUp?), and changes nothing. See docs/configuration.md.",
            ],
            Notices(host, 1004).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(host.Log.GetSnapshot(), record => record.Message.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HealthAudits:Team", "HealthAudits is not read by HealthKit: its section is HealthAudit.")]
    [InlineData("Healthaudt:Anything", "Healthaudt is not read by HealthKit: its section is HealthAudit.")]
    [InlineData("Health-Audit:Team", "Health-Audit is not read by HealthKit: its section is HealthAudit.")]
    [InlineData("HealthKit:Team", "HealthKit is not read by HealthKit: its section is HealthAudit.")]
    [InlineData("HEALTHAUDIT_TEAM", "HEALTHAUDIT_TEAM is not read by HealthKit: write HealthAudit:Team, or HealthAudit__Team with two underscores as an environment variable.")]
    [InlineData("HealthAudit_Limits:1.1", "HealthAudit_Limits is not read by HealthKit: write HealthAudit:Limits,")]
    [InlineData("Shop:HealthAudit:Team", "Shop:HealthAudit is not read by HealthKit: its section HealthAudit stands at the top of the configuration.")]
    [InlineData("Shop:Monitoring:HealthAudit:Limits:1.1", "Shop:Monitoring:HealthAudit is not read by HealthKit: its section HealthAudit stands at the top")]
    [InlineData("HealthAudit:Team", null)]
    [InlineData("HealthChecks:Team", null)]
    [InlineData("HealthKit:Colour", null)]
    [InlineData("HEALTHAUDIT_SERVICE_HOST", null)]
    [InlineData("Shop:HealthAudit", null)]
    [InlineData("Shop:HealthAudit:Colour", null)]
    [InlineData("Serilog:Override:HealthKit", null)]
    public async Task Names_a_section_under_another_name_or_in_another_place(string key, string? notice)
    {
        await using var host = await StartAsync(new() { [key] = "hunter2" });

        var said = Notices(host, 1008).ToList();
        if (notice is null)
        {
            Assert.Empty(said);
            return;
        }

        Assert.StartsWith(notice, Assert.Single(said), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", said[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_silent_about_a_section_elsewhere_that_the_host_binds_itself()
    {
        await using var host = await StartAsync(
            new() { ["Shop:HealthAudit:Team"] = "Shop" },
            builder => builder.Services.Configure<HealthAuditOptions>(builder.Configuration.GetSection("Shop:HealthAudit")));

        Assert.Equal("Shop", host.App.Services.GetRequiredService<IOptions<HealthAuditOptions>>().Value.Team);
        Assert.Empty(Notices(host, 1008));
    }

    [Theory]
    [InlineData(20, 30, "00:00:15")]
    [InlineData(15, 30, null)]
    [InlineData(20, 60, null)]
    [InlineData(null, 5, null)]
    public async Task Says_what_is_left_of_a_drain_delay_too_long_for_the_host(int? drain, int shutdown, string? kept)
    {
        await using var host = await StartAsync([], builder =>
        {
            builder.Services.Configure<HealthAuditOptions>(options => options.DrainDelay = drain is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero);
            builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(shutdown));
        });

        var said = Notices(host, 1009).ToList();
        Assert.Equal(kept is null ? 0 : 1, said.Count);
        Assert.All(said, line => Assert.StartsWith($"Of the drain delay of 00:00:20 only {kept} are kept: requests under way need the rest of the host's shutdown timeout of 00:00:30.", line, StringComparison.Ordinal));
        // The stop takes no time of the fake clock's.
        host.App.Services.GetRequiredService<IOptions<HealthAuditOptions>>().Value.DrainDelay = TimeSpan.Zero;
    }

    [Fact]
    public async Task Names_policies_that_are_not_registered_and_no_other()
    {
        await using var host = await StartAsync(
            new() { ["HealthAudit:SummaryPolicy"] = "NoSuch", ["HealthAudit:ChecksPolicy"] = "engineers" },
            builder => builder.Services.AddAuthorizationBuilder().AddPolicy("engineers", policy => policy.RequireAuthenticatedUser()));
        await using var without = await StartAsync(new() { ["HealthAudit:EvidencePolicy"] = "owners" });

        Assert.StartsWith("HealthAudit:SummaryPolicy names", Assert.Single(Notices(host, 1005)), StringComparison.Ordinal);
        Assert.StartsWith("HealthAudit:EvidencePolicy names", Assert.Single(Notices(without, 1005)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_no_policy_provider_of_the_hosts_own()
    {
        await using var host = await StartAsync(
            new() { ["HealthAudit:SummaryPolicy"] = "made on demand" },
            builder => builder.Services.AddAuthorization().AddSingleton<IAuthorizationPolicyProvider, OwnProvider>());

        Assert.Empty(Notices(host, 1005));
    }

    [Fact]
    public async Task Names_exemptions_and_attestations_out_of_term()
    {
        await using var host = await StartAsync(new()
        {
            ["HealthAudit:Exemptions:0:Check"] = "1.1",
            ["HealthAudit:Exemptions:0:Kind"] = "Route",
            ["HealthAudit:Exemptions:0:Subject"] = "GET /export",
            ["HealthAudit:Exemptions:0:Reason"] = "nightly",
            ["HealthAudit:Exemptions:0:Expires"] = "2026-03-31",
        }, builder => builder.Services.Configure<HealthAuditOptions>(options =>
        {
            options.Attestations.Add(Attestation("9.1", "2027-11-01", "2028-10-01"));
            options.Attestations.Add(Attestation("9.3", "2025-01-01", "2025-06-01"));
            options.Attestations.Add(Attestation("9.2", "2026-11-26", "2026-11-27"));
        }));

        Assert.Equal(
            [
                "The exemption of Route GET /export of check 1.1 expired on 2026-03-31; renew or remove it.",
                "The attestation of check 9.1 holds only from 2027-11-01 on.",
                "The attestation of check 9.3 expired on 2025-06-01; renew or remove it.",
            ],
            Notices(host, 1006));
    }

    [Fact]
    public async Task Is_silent_where_every_setting_takes_effect()
    {
        await using var host = await StartAsync(new() { ["HealthAudit:Team"] = "Shop" });

        Assert.DoesNotContain(host.Log.GetSnapshot(), record => record.Id.Id is >= 1004 and <= 1009);
    }

    private static AttestationOptions Attestation(string check, string date, string expires) =>
        new() { Check = check, Statement = "It is done", Owner = "Ada", Evidence = "https://wiki.example/", Date = date, Expires = expires };

    private static IEnumerable<string> Notices(TestHost host, int id) => host.Log.GetSnapshot().Where(record => record.Id.Id == id).Select(record => record.Message);

    private static Task<TestHost> StartAsync(Dictionary<string, string?> settings, Action<WebApplicationBuilder>? build = null) => TestHost.StartAsync(
        app => app.MapHealthAudit(),
        builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings);
            builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
            build?.Invoke(builder);
        });

    private sealed class OwnProvider(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
    {
        public override Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => throw new InvalidOperationException("Nobody came.");
    }
}
