using System.Collections.Concurrent;

namespace HealthKit.Evidence;

/// <summary>The sources of one service and the last reading of each. Reading never blocks a request: a source from outside the process is read in the background.</summary>
/// <param name="sources">The sources.</param>
/// <param name="time">The clock.</param>
public sealed class EvidenceStore(IEnumerable<IEvidenceSource> sources, TimeProvider time)
{
    /// <summary>How long after its time-out a source that ignores its cancellation is waited for.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<IEvidenceSource, EvidenceReading> _last = new();
    private readonly ConcurrentDictionary<IEvidenceSource, Lazy<Task>> _underWay = new();
    private readonly ConcurrentDictionary<IEvidenceSource, byte> _hanging = new();

    /// <summary>All sources.</summary>
    public IReadOnlyList<IEvidenceSource> Sources { get; } = [.. sources];

    /// <summary>What is known now: memory sources are read, background sources give their last reading.</summary>
    public async ValueTask<EvidenceSet> CollectAsync(CancellationToken cancellationToken)
    {
        foreach (var source in Sources)
        {
            if (source.Interval == TimeSpan.Zero)
            {
                await RefreshAsync(source, cancellationToken).ConfigureAwait(false);
            }
        }

        var readings = Sources.Select(source => _last.GetValueOrDefault(source) ?? NotYet(source)).ToArray();
        return new EvidenceSet(
            time.GetUtcNow(),
            readings.SelectMany(reading => reading.Records).GroupBy(record => record.GetType()).Select(records => records.Aggregate(static (one, other) => one.JoinedWith(other))),
            readings.SelectMany(reading => reading.Gaps));
    }

    /// <summary>Reads one source, one attempt at a time: who comes meanwhile waits for it. A failure or a time-out is a gap in its evidence.</summary>
    public Task RefreshAsync(IEvidenceSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return _hanging.ContainsKey(source)
            ? Task.CompletedTask
            : _underWay.GetOrAdd(source, new Lazy<Task>(() => AttemptAsync(source, cancellationToken))).Value;
    }

    /// <summary>The last reading of a source, null before its first attempt.</summary>
    internal EvidenceReading? LastReading(IEvidenceSource source) => _last.GetValueOrDefault(source);

    // The attempt itself keeps what it read: one who waited for it may wake after the next attempt has ended.
    private async Task AttemptAsync(IEvidenceSource source, CancellationToken cancellationToken)
    {
        var reading = ReadAsync(source, cancellationToken);
        try
        {
            _last[source] = await reading.WaitAsync(source.Timeout + Grace, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Not started a second time before the first attempt ends by itself.
            _last[source] = Gap(source, $"{source.Name} gave no answer within {Units.Duration(source.Timeout)} and does not stop when asked.", isError: false);
            _hanging[source] = 0;
            _ = reading.ContinueWith(_ => _hanging.TryRemove(source, out byte _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        finally
        {
            _underWay.TryRemove(source, out _);
        }
    }

    private async Task<EvidenceReading> ReadAsync(IEvidenceSource source, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(source.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await source.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Gap(source, $"{source.Name} gave no answer within {Units.Duration(source.Timeout)}.", isError: false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return _last.GetValueOrDefault(source) ?? NotYet(source);
        }
#pragma warning disable CA1031 // A source that throws spoils its own evidence and nobody else's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Gap(source, $"{source.Name} threw {exception.GetType().Name}.", isError: true);
        }
    }

    private EvidenceReading NotYet(IEvidenceSource source) => Gap(source, $"{source.Name} has not been read yet; ask again in a few seconds.", isError: false);

    private EvidenceReading Gap(IEvidenceSource source, string reason, bool isError) => new()
    {
        Gaps =
        [
            .. source.Kinds.Select(kind => new EvidenceGap
            {
                Kind = EvidenceKinds.Name(kind),
                Reason = reason,
                IsError = isError,
                ObservedAt = time.GetUtcNow(),
            }),
        ],
    };
}
