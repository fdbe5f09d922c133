using HealthKit.Checks;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Hosting;

public sealed class HealthAuditOptionsTests
{
    [Theory]
    [InlineData("WarmUp", "10 s", "the value is no duration; write hh:mm:ss, such as 00:00:10 for ten seconds; allowed are 00:00:00 to 00:10:00.")]
    [InlineData("ReadinessTimeout", "soon", "the value is no duration; write hh:mm:ss, such as 00:00:10 for ten seconds; allowed are 00:00:00.1 to 00:01:00.")]
    [InlineData("DrainDelay", "5s", "the value is no duration; write hh:mm:ss, such as 00:00:10 for ten seconds; allowed are 00:00:00 to 00:05:00.")]
    [InlineData("RouteCapacity", "10,000", "the value is no whole number; allowed are 10 to 10000.")]
    [InlineData("ManagementPort", "http", "the value is no whole number; allowed are 1 to 65535.")]
    [InlineData("AllowLoopback", "yes", "the value is neither true nor false.")]
    [InlineData("Limits:1.1", "150 ms", "the value is no number; allowed are 1 to 60000 (Milliseconds).")]
    [InlineData("Limits:1_1", "150 ms", "the value is no number; allowed are 1 to 60000 (Milliseconds).")]
    [InlineData("WarmUp", "00:00:10", null)]
    [InlineData("WarmUp", "", null)]
    [InlineData("Instances", "", null)]
    [InlineData("AllowLoopback", "", null)]
    [InlineData("AllowLoopback", " TRUE ", null)]
    [InlineData("Instances", " 2 ", null)]
    [InlineData("Limits:1.1", "1.5e2", null)]
    public async Task Refuses_what_cannot_be_read_naming_the_setting_and_what_is_allowed_but_not_the_value(string setting, string written, string? problem)
    {
        var app = TestHost.Build(_ => { }, builder => builder.Configuration.AddInMemoryCollection([new($"HealthAudit:{setting}", written)]));
        await using (app)
        {
            var start = await Record.ExceptionAsync(() => app.StartAsync(TestContext.Current.CancellationToken));

            Assert.Equal(
                problem is null ? null : $"HealthAudit:{setting}: {problem}",
                start is null ? null : Assert.Single(Assert.IsType<OptionsValidationException>(start).Failures));
        }
    }

    [Fact]
    public async Task Knows_how_every_setting_is_read_and_the_parts_of_every_list()
    {
        await using var app = TestHost.Build(_ => { });
        foreach (var (name, shape) in app.Services.GetServices<SettingsSection>().SelectMany(section => section.Settings))
        {
            Assert.True(shape.Text == typeof(string) || shape.Parts is not null || shape.Problem("neither") is not null, $"{name} is of a type that nobody reads before the binder throws over it.");
        }
    }

    [Fact]
    public async Task Names_the_misspelt_key_beside_the_missing_one()
    {
        var app = TestHost.Build(_ => { }, builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HealthAudit:Exemptions:0:Check"] = "1.1",
            ["HealthAudit:Exemptions:0:Kind"] = "Route",
            ["HealthAudit:Exemptions:0:Subjekt"] = "GET /export",
            ["HealthAudit:Exemptions:0:Reason"] = "nightly",
            ["HealthAudit:Exemptions:0:Expires"] = "2027-03-31",
        }));
        await using (app)
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

            Assert.Equal(
                [
                    "HealthAudit:Exemptions:0:Subject: is missing.",
                    "HealthAudit:Exemptions:0:Subjekt: it is no setting of HealthKit or of the packages that were added to it (did you mean HealthAudit:Exemptions:0:Subject?).",
                ],
                error.Message.Split('\n'));
        }
    }

    [Fact]
    public async Task Binds_the_section_by_itself_and_lets_code_decide_last()
    {
        var app = TestHost.Build(
            _ => { },
            builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["HealthAudit:Team"] = "Shop",
                ["HealthAudit:RouteCapacity"] = "500",
                ["HealthAudit:ManagementPort"] = "9090",
                ["HealthAudit:DrainDelay"] = "00:00:07",
                ["HealthAudit:AllowLoopback"] = "true",
                ["HealthAudit:PublicAreas:0"] = "GET /products",
                ["HealthAudit:Limits:1.1"] = "150",
                ["HealthAudit:Attestations:0:Check"] = "9.1",
                ["HealthAudit:Exemptions:0:Subject"] = "GET /export",
                ["HealthAudit:ServiceName"] = "shop",
            }),
            options => options.ServiceName = "storefront");
        await using (app)
        {
            var options = Read(app);
            Assert.Equal(("Shop", 500, 9090, true), (options.Team, options.RouteCapacity, options.ManagementPort, options.AllowLoopback));
            Assert.Equal(["GET /products"], options.PublicAreas);
            Assert.Equal(150, options.Limits["1.1"]);
            Assert.Equal("9.1", Assert.Single(options.Attestations).Check);
            Assert.Equal("GET /export", Assert.Single(options.Exemptions).Subject);
            Assert.Equal("storefront", options.ServiceName);
        }

        // Validation is a matter of the start, and this section is not a valid one.
        static HealthAuditOptions Read(WebApplication app)
        {
            var options = new HealthAuditOptions();
            foreach (var configure in app.Services.GetServices<IConfigureOptions<HealthAuditOptions>>())
            {
                configure.Configure(options);
            }

            return options;
        }
    }

    [Theory]
    [InlineData("RouteCapacity", "9", "10 to 10000")]
    [InlineData("RouteCapacity", "10001", "10 to 10000")]
    [InlineData("WarmUp", "00:10:01", "00:00:00 to 00:10:00 (hh:mm:ss; a number alone is days)")]
    [InlineData("WarmUp", "30", "30.00:00:00 is outside")]
    [InlineData("ManagementPort", "0", "1 to 65535")]
    [InlineData("ReadinessTimeout", "00:00:00.05", "00:00:00.1 to 00:01:00")]
    [InlineData("LivePath", "health", "must begin with '/'")]
    [InlineData("ReadyPath", "/health/{id}", "no parameters")]
    [InlineData("AuditPath", "/health/live", "another setting")]
    [InlineData("PublicAreas:0", "products", "begins with '/'")]
    [InlineData("PublicAreas:0", "get /products", "one HTTP method")]
    [InlineData("PublicAreas:0", "/products/", "does not end with it")]
    [InlineData("Limits:9.9", "1", "not a check; ids are 1.1 to 1.6, 2.1 to 2.8, 3.1 to 3.8, 4.1 to 4.10, 5.1 to 5.8, 6.1 to 6.10, 7.1 to 7.8, 8.1 to 8.8, 9.1 to 9.5.")]
    [InlineData("Limits:1.1", "0", "allowed range")]
    [InlineData("Attestations:0:Check", "1.1", "cannot be attested")]
    public async Task Stops_the_start_naming_the_setting_and_the_range(string setting, string value, string range)
    {
        var app = TestHost.Build(
            _ => { },
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [$"HealthAudit:{setting}"] = value });
                // What the test host sets in code would hide the setting.
                builder.Services.PostConfigure<HealthAuditOptions>(options => options.WarmUp = builder.Configuration.GetValue("HealthAudit:WarmUp", options.WarmUp));
            });
        await using (app)
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

            Assert.Contains($"HealthAudit:{setting}: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(range, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tells_every_wrong_setting_on_a_line_of_its_own()
    {
        var app = TestHost.Build(_ => { }, options: options =>
        {
            options.ManagementPort = 70_000;
            options.RouteCapacity = 1;
            options.Exemptions.Add(new ExemptionOptions { Check = "1.1", Kind = "Table", Subject = "public.orders", Reason = "x", Expires = "2027-01-01" });
        });
        await using (app)
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

            var lines = error.Message.Split('\n');
            Assert.Equal(3, lines.Length);
            Assert.All(lines, line => Assert.Matches("^HealthAudit:[A-Za-z0-9:]+: .*\\.$", line));
        }
    }

    [Fact]
    public async Task Registers_once_however_often_it_is_added()
    {
        var builder = WebApplication.CreateBuilder();
        var first = builder.Services.AddHealthAudit();
        var registered = builder.Services.Count;
        builder.Services.AddHealthAudit().AddCheck(Custom("shop.one"));
        Assert.Equal(registered, builder.Services.Count);
        builder.Services.AddHealthAudit(options => options.Team = "Shop").AddCheck(Custom("shop.two"));
        first.AddCheck(Custom("shop.three"));

        await using var app = builder.Build();
        Assert.Equal("Shop", app.Services.GetRequiredService<IOptions<HealthAuditOptions>>().Value.Team);
        Assert.Equal(["shop.one", "shop.two", "shop.three"], app.Services.GetRequiredService<AuditSettings>().CustomChecks.Select(check => check.Id));
        Assert.Single(app.Services.GetServices<IHostedService>().OfType<CollectorService>());
    }

    [Fact]
    public async Task Refuses_two_custom_checks_of_one_id()
    {
        var app = TestHost.Build(_ => { }, audit: audit => audit.AddCheck(Custom("shop.one")).AddCheck(Custom("shop.one")));
        await using (app)
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));
            Assert.Contains("AddCheck: the id 'shop.one' is taken", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1.2.0+3f2a1c", "1.2.0", "3f2a1c")]
    [InlineData("1.2.0", "1.2.0", null)]
    [InlineData(null, null, null)]
    public void Splits_the_commit_off_the_version(string? informational, string? version, string? commit) =>
        Assert.Equal((version, commit), ServiceIdentityReader.Split(informational));

    private static Check Custom(string id) => new()
    {
        Id = id,
        Title = "The shop is open",
        Threshold = "open",
        Severity = Severity.Low,
        Remedy = "Open the shop.",
        Judge = Judge.From<Evidence.InventoryEvidence>(static (_, _) => Verdict.Pass(VerdictSource.Measured, "open")),
    };
}
