using System.Net;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HealthKit.Hosting;

public sealed class CollectorServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Turns_a_source_that_throws_into_an_error_of_its_own_checks_and_logs_each_change_once()
    {
        var source = new FaultySource(typeof(HttpEvidence), TimeSpan.FromMilliseconds(20)) { Throws = true };
        await using var host = await StartAsync(source);

        await TestHost.UntilAsync(() => Task.FromResult(source.Asked), asked => asked >= 4);

        var report = await host.AuditAsync();
        Assert.Equal(Outcome.Error, report.Checks.Single(check => check.Id == "1.1").Outcome);
        Assert.NotEqual(Outcome.Error, report.Checks.Single(check => check.Id == "2.2").Outcome);
        var line = Assert.Single(host.Log.GetSnapshot(), record => record.Id.Id == 1001);
        Assert.DoesNotContain("secret", line.Message, StringComparison.Ordinal);

        source.Throws = false;
        await TestHost.UntilAsync(() => Task.FromResult(host.Log.GetSnapshot()), log => log.Any(record => record.Id.Id == 1002));
        Assert.Single(host.Log.GetSnapshot(), record => record.Id.Id == 1002);
    }

    [Fact]
    public async Task Ends_its_loops_with_a_host_that_is_disposed_without_being_stopped()
    {
        var source = new FaultySource(typeof(HttpEvidence), TimeSpan.FromMilliseconds(20));
        await using (var host = await StartAsync(source))
        {
            await TestHost.UntilAsync(() => Task.FromResult(source.Asked), asked => asked >= 2);

            // What is left when another hosted service fails, or a test disposes of the container alone.
            host.App.Services.GetServices<IHostedService>().OfType<CollectorService>().Single().Dispose();
            await TestHost.UntilAsync(() => Task.FromResult(source.Asked), _ => true);
            var asked = source.Asked;
            Assert.InRange(await TestHost.UntilAsync(() => Task.FromResult(source.Asked), now => now > asked + 1, TimeSpan.FromSeconds(1)), asked, asked + 1);
        }
    }

    [Fact]
    public async Task Says_nothing_of_a_source_that_was_silent_at_the_start_only()
    {
        var source = new FaultySource(typeof(HttpEvidence), TimeSpan.FromMilliseconds(20)) { ThrowsFirst = 1 };
        await using var host = await StartAsync(source);

        await TestHost.UntilAsync(() => Task.FromResult(source.Asked), asked => asked >= 4);

        Assert.DoesNotContain(host.Log.GetSnapshot(), record => record.Id.Id is 1001 or 1002);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0)]
    public async Task Leaves_the_checks_of_a_source_that_hangs_unknown_and_requests_unharmed(int interval)
    {
        var source = new FaultySource(typeof(HttpEvidence), TimeSpan.FromMilliseconds(interval)) { Hang = new TaskCompletionSource() };
        await using var host = await StartAsync(source);

        var report = await TestHost.UntilAsync(host.AuditAsync, report => source.Asked > 0 && report.Checks.Single(check => check.Id == "1.1").Reason!.Contains("stop", StringComparison.Ordinal));
        Assert.Equal(Outcome.Unknown, report.Checks.Single(check => check.Id == "1.1").Outcome);
        Assert.NotEmpty((await host.EvidenceAsync()).Records);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/a", Cancel)).StatusCode);
        Assert.Equal(1, source.Asked);

        source.Hang.SetResult();
    }

    private static Task<TestHost> StartAsync(FaultySource source) => TestHost.StartAsync(
        app => app.MapGet("/a", () => "a"),
        builder => builder.Services.AddSingleton<IEvidenceSource>(source));
}
