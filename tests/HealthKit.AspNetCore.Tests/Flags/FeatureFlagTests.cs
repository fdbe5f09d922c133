using HealthKit.Checks;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;

namespace HealthKit.Flags;

public sealed class FeatureFlagTests
{
    [Fact]
    public async Task A_host_without_flags_fails_and_an_adapter_that_is_asked_passes()
    {
        await using var without = await TestHost.StartAsync(static app => app.MapGet("/a", static () => "a"));
        Assert.Equal(Outcome.Fail, await OutcomeAsync(without));

        FeatureFlagCounter? counter = null;
        await using var asked = await TestHost.StartAsync(static app => app.MapGet("/a", static () => "a"), audit: audit => counter = audit.AddFeatureFlags("our own flags"));
        Assert.Equal(Outcome.Unknown, await OutcomeAsync(asked));
        counter!.Evaluated();
        Assert.Equal(Outcome.Pass, await OutcomeAsync(asked));
    }

    private static async Task<Outcome> OutcomeAsync(TestHost host) => (await host.AuditAsync()).Checks.Single(static check => check.Id == "7.8").Outcome;
}
