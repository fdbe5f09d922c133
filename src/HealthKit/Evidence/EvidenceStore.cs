using System.Collections.Concurrent;

namespace HealthKit.Evidence;

/// <summary>The sources of one service and the last reading of each. Reading never blocks a request: a source from outside the process is read in the background.</summary>
/// <param name="sources">The sources.</param>
/// <param name="time">The clock.</param>
public sealed class EvidenceStore(IEnumerable<IEvidenceSource> sources, TimeProvider time)
{
    private readonly ConcurrentDictionary<IEvidenceSource, EvidenceReading> _last = new();
    private readonly ConcurrentDictionary<IEvidenceSource, byte> _underWay = new();

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
            readings.SelectMany(reading => reading.Records).DistinctBy(record => record.GetType()),
            readings.SelectMany(reading => reading.Gaps));
    }

    /// <summary>Reads one source, one attempt at a time. A failure or a time-out is a gap in its evidence.</summary>
    public async Task RefreshAsync(IEvidenceSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!_underWay.TryAdd(source, 0))
        {
            return;
        }

        try
        {
            _last[source] = await ReadAsync(source, cancellationToken).ConfigureAwait(false);
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
