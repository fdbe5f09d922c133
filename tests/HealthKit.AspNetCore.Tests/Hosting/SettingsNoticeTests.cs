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

        Assert.DoesNotContain(host.Log.GetSnapshot(), record => record.Id.Id is >= 1004 and <= 1007);
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
