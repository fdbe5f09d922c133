using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HealthKit.Jobs;

public sealed class BackgroundJobTests
{
    [Fact]
    public async Task Names_the_services_own_workers_and_counts_what_it_is_told_of()
    {
        JobCounter? counter = null;
        await using var host = await TestHost.StartAsync(
            static app => app.MapGet("/a", static () => "a"),
            static builder => builder.Services.AddHostedService<MailWorker>().AddHostedService<ReportWorker>(),
            audit: audit => counter = audit.AddJobQueue(nameof(MailWorker)));
        counter!.Ran();

        var jobs = (await host.EvidenceAsync()).Find<BackgroundJobEvidence>()!;

        Assert.Equal([new JobSystem(nameof(MailWorker), 1), new JobSystem(nameof(ReportWorker), null)], jobs.Systems);
    }

    [Fact]
    public async Task The_frameworks_and_HealthKits_own_background_work_is_none_of_the_services()
    {
        await using var host = await TestHost.StartAsync(static app => app.MapGet("/a", static () => "a"), static builder => builder.Services.AddDataProtection());

        Assert.Empty((await host.EvidenceAsync()).Find<BackgroundJobEvidence>()!.Systems);
    }

    private sealed class MailWorker : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }

    private sealed class ReportWorker : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}
