using HealthKit;
using Microsoft.EntityFrameworkCore;
using Storefront.Database;
using Storefront.Payments;

namespace Storefront.Admin;

/// <summary>Compares recent payments with the provider, one job at a time, away from any request.</summary>
public sealed class ReconciliationWorker(WaitingJobs queue, IServiceScopeFactory scopes, TimeProvider clock, JobCounter ran, ILogger<ReconciliationWorker> logger) : BackgroundService
{
    public const int RecentPayments = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in queue.ReadAllAsync(stoppingToken))
        {
            try
            {
                await RunAsync(id, stoppingToken);
                ran.Ran();
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogError(exception, "Job {JobId} failed", id);
                await RecordAsync(id, "failed", exception.GetType().Name, stoppingToken);
            }
        }
    }

    private async Task RunAsync(Guid id, CancellationToken cancellation)
    {
        await RecordAsync(id, "running", null, cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var payments = scope.ServiceProvider.GetRequiredService<PaymentClient>();
        var references = await scope.ServiceProvider.GetRequiredService<ShopContext>().Orders.IgnoreQueryFilters()
            .Where(order => order.PaymentReference != null).OrderByDescending(order => order.Id)
            .Select(order => order.PaymentReference!).Take(RecentPayments).ToListAsync(cancellation);

        var settled = 0;
        foreach (var reference in references)
        {
            if ((await payments.FindAsync(reference, cancellation)).State == "settled") settled++;
        }

        await RecordAsync(id, "done", $"{settled} of {references.Count} settled", cancellation);
        logger.LogInformation("Job {JobId}: {Settled} of {Payments} payments settled", id, settled, references.Count);
    }

    private async Task RecordAsync(Guid id, string state, string? result, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        DateTime? finished = state == "running" ? null : clock.GetUtcNow().UtcDateTime;
        await scope.ServiceProvider.GetRequiredService<ShopContext>().Jobs.IgnoreQueryFilters().Where(job => job.Id == id)
            .ExecuteUpdateAsync(job => job.SetProperty(row => row.State, state).SetProperty(row => row.Result, result)
                .SetProperty(row => row.FinishedAt, finished), cancellation);
    }
}
