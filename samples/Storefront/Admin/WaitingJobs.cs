using System.Threading.Channels;

namespace Storefront.Admin;

/// <summary>Jobs that wait for <see cref="ReconciliationWorker"/>; a full queue is answered with 503 rather than with memory.</summary>
public sealed class WaitingJobs
{
    private readonly Channel<Guid> _jobs = Channel.CreateBounded<Guid>(new BoundedChannelOptions(100) { SingleReader = true });

    public bool TryAdd(Guid job) => _jobs.Writer.TryWrite(job);

    public IAsyncEnumerable<Guid> ReadAllAsync(CancellationToken cancellation) => _jobs.Reader.ReadAllAsync(cancellation);
}
