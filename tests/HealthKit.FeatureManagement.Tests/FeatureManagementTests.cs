using System.Net;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;

namespace HealthKit.FeatureManagement.Tests;

public sealed class FeatureManagementTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Passes_as_soon_as_the_service_asks_for_a_flag(bool scoped)
    {
        await using var host = await StartAsync(
            services =>
            {
                _ = scoped ? services.AddScopedFeatureManagement() : services.AddFeatureManagement();
            },
            "Checkout");
        Assert.Equal(("unknown", 1, 0L), await StateAsync(host));

        using var client = new HttpClient { BaseAddress = Address(host) };
        Assert.Equal("true", await client.GetStringAsync("/checkout", TestContext.Current.CancellationToken));

        Assert.Equal(("pass", 1, 1L), await StateAsync(host));
    }

    [Fact]
    public async Task Warns_of_a_system_that_knows_no_flag()
    {
        await using var host = await StartAsync(static services => services.AddFeatureManagement());

        Assert.Equal(("warn", 0, 0L), await StateAsync(host));
    }

    [Fact]
    public async Task A_host_without_feature_management_has_none()
    {
        await using var host = await StartAsync(static _ => { });

        Assert.Empty((await EvidenceAsync(host)).Systems);
    }

    private static async Task<WebApplication> StartAsync(Action<IServiceCollection> add, params string[] flags)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(flags.Select(static flag => KeyValuePair.Create($"FeatureManagement:{flag}", (string?)"true")));
        add(builder.Services);
        builder.Services.AddHealthAudit(static options => (options.DrainDelay, options.StateDirectory) = (TimeSpan.Zero, "/dev/null/none")).AddFeatureManagement();
        var app = builder.Build();
        if (flags.Length > 0)
        {
            app.MapGet("/checkout", static async (IFeatureManager manager) => await manager.IsEnabledAsync("Checkout"));
        }

        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static Uri Address(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static async Task<FeatureFlagEvidence> EvidenceAsync(WebApplication app) =>
        (await app.Services.GetRequiredService<EvidenceStore>().CollectAsync(TestContext.Current.CancellationToken)).Find<FeatureFlagEvidence>()!;

    // The flags are counted in the background, at once after the start.
    private static async Task<(string Outcome, int? Flags, long? Evaluations)> StateAsync(WebApplication app)
    {
        FeatureFlagSystem? system = null;
        await Eventually.TrueAsync(
            async () =>
            {
                system = (await EvidenceAsync(app)).Systems.Single();
                return system.Flags is not null;
            },
            Patience,
            "the flags are counted",
            TestContext.Current.CancellationToken);
        var set = await app.Services.GetRequiredService<EvidenceStore>().CollectAsync(TestContext.Current.CancellationToken);
        var outcome = app.Services.GetRequiredService<Auditor>().Audit(set).Checks.Single(static check => check.Id == "7.8").Outcome;
        return (outcome.ToString().ToLowerInvariant(), system!.Flags, system.Evaluations);
    }
}
