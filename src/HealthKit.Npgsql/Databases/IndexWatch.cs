using HealthKit.Evidence;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Measures the indexes of one database for bloat, a few seconds' worth a round and each once a day: the largest, and those that an estimate
/// suspects or cannot tell about. pgstatindex reads the whole index, so very large ones are left to people.
/// </summary>
/// <param name="limit">The bloated share from which an index is suspect.</param>
/// <param name="time">The clock.</param>
internal sealed class IndexWatch(double limit, TimeProvider time)
{
    private const int Largest = 20;
    private const int Most = 200;
    private const long LargestToRead = 1L << 30;
    private const int LeafPagesThatMatter = 100;

    // Random inserts leave B-tree pages ln 2 = 69 % full on average; a little below that is still no bloat.
    private const double RandomDensity = 62;
    private const double Ordered = 0.5;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MeasureAgain = TimeSpan.FromHours(24);

    private readonly Dictionary<(long Id, long FileNode), (IndexDensity? Density, DateTimeOffset At)> _measured = [];
    private readonly Dictionary<string, CatalogPart<IndexList>> _lists = new(StringComparer.Ordinal);
    private bool _isWaiting;

    // One role's list is enough, if that role may measure and still comes.
    private KeyValuePair<string, CatalogPart<IndexList>> Best => _lists.Where(static list => list.Value.Last is not null)
        .OrderBy(list => IsFresh(list.Value) ? 0 : 1).ThenBy(static list => list.Value.Last!.Function is null ? 1 : 0).FirstOrDefault();

    /// <summary>When the indexes were listed; null where they were not since a moment.</summary>
    public DateTimeOffset? ListedAt(DateTimeOffset since) => Best.Value?.At(since);

    /// <summary>Lists the indexes if that is due, over HealthKit's own open connection; false when another instance is at it.</summary>
    public async Task<bool> ListAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        var best = Best;
        if (best.Value?.Last?.Function is not null && best.Key != role && IsFresh(best.Value))
        {
            return true;
        }

        if (!_lists.TryGetValue(role, out var list))
        {
            list = new CatalogPart<IndexList>("indexes", "pg_index, pg_class, pg_am, pg_attribute, pg_namespace, pg_extension, pg_depend, pg_proc", IndexReader.ListAsync, time);
            _lists.Add(role, list);
        }

        var isMine = await list.AskAsync(connection, cancellationToken).ConfigureAwait(false);
        if (Best.Value?.Last is { } now)
        {
            var known = now.Large.Select(static index => (index.Id, index.FileNode)).ToHashSet();
            foreach (var gone in _measured.Keys.Where(key => !known.Contains(key)).ToArray())
            {
                _measured.Remove(gone);
            }
        }

        return isMine;
    }

    /// <summary>Goes on measuring, over HealthKit's own open connection; false when that role has nothing to measure with.</summary>
    public async Task<bool> MeasureAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        var best = Best;
        if (best.Key != role || best.Value?.Last is not { Function: { } function } list)
        {
            return false;
        }

        _isWaiting = !await MeasureAsync(connection, function, list, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Adds what is known of bloat to a catalog.</summary>
    public DatabaseCatalog Describe(DatabaseCatalog catalog, DateTimeOffset since)
    {
        if (Best.Value?.Since(since) is not { } list)
        {
            return catalog with { BloatUnreadable = _lists.Values.Select(part => part.Unreadable(since)).FirstOrDefault(static reason => reason is not null) ?? Turn.Waits };
        }

        var pending = list.Function is null ? 0 : Wanted(list).Count(index => !_measured.ContainsKey((index.Id, index.FileNode)));
        return catalog with
        {
            IndexesLookedAt = list.LookedAt,
            Indexes = [.. list.Large.Select(index => Describe(index, list)).Where(index => index.Exact || !(index.BloatRatio < limit))],
            BloatUnreadable = list.Missing is { } missing && list.Large.Count > 0 ? $"indexes cannot be measured; as a superuser run in this database: {missing}"
                : pending == 0 ? null
                : $"{Units.Count(pending, "index", "indexes")} of {Units.Number(list.Large.Count)} with 100 pages or more are still to be measured, a few seconds' worth every 15 s{(_isWaiting ? $"; {Turn.Waits}" : "")}",
        };
    }

    // False when it is another instance's turn.
    private async Task<bool> MeasureAsync(NpgsqlConnection connection, string function, IndexList list, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        foreach (var index in Wanted(list))
        {
            var key = (index.Id, index.FileNode);
            if (_measured.TryGetValue(key, out var last) && time.GetUtcNow() - last.At < MeasureAgain)
            {
                continue;
            }

            if (time.GetElapsedTime(started) > Round)
            {
                break;
            }

            IndexDensity? density = null;
            try
            {
                if (!await Turn.TryAsync(connection, async () => density = await IndexReader.MeasureAsync(connection, function, index, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
            catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
            {
                // It takes too long, or is locked; people can do it by hand.
            }

            _measured[key] = (density, time.GetUtcNow());
        }

        return true;
    }

    private bool IsFresh(CatalogPart<IndexList> list) => list.Since(time.GetUtcNow() - CatalogWatch.Holds) is not null;

    private IEnumerable<IndexFigures> Wanted(IndexList list)
    {
        var readable = list.Large.Where(static index => index.Bytes <= LargestToRead).ToArray();
        return readable.Take(Largest).Concat(readable.Skip(Largest).Where(index => index.Estimate is null || index.Estimate >= limit)).Take(Most);
    }

    private IndexBloatEvidence Describe(IndexFigures index, IndexList list)
    {
        var evidence = new IndexBloatEvidence { Index = index.Index, Table = index.Table, Bytes = index.Bytes, BloatRatio = index.Estimate ?? double.NaN };
        if (!_measured.TryGetValue((index.Id, index.FileNode), out var measured))
        {
            return index.Bytes > LargestToRead ? evidence with { Undecided = "larger than 1 GiB, so HealthKit does not read it through; run pgstatindex by hand" } : evidence;
        }

        if (measured.Density is not { } density)
        {
            return evidence with { Undecided = "pgstatindex did not end within 5 s or was refused; run it by hand" };
        }

        evidence = evidence with { Exact = true, BloatRatio = double.IsNaN(density.Percent) ? 0 : Math.Max(0, 1 - density.Percent / index.FillFactor) };
        return evidence.BloatRatio < limit ? evidence
            : density.LeafPages < LeafPagesThatMatter ? evidence with { NormalBecause = $"fewer than {Units.Number(LeafPagesThatMatter)} pages of it are in use, the others are free for new entries" }
            : density.Percent < RandomDensity ? evidence
            : index.Correlation is { } correlation ? Math.Abs(correlation) < Ordered ? evidence with { NormalBecause = "its keys come in random order, which leaves pages about two thirds full" } : evidence
            : index.LeadsWithUuid ? evidence with { NormalBecause = "its keys are uuids, which leave pages about two thirds full" }
            : evidence with { Undecided = $"whether its keys come in random order, which would make that normal, is hidden from the role: GRANT SELECT ON {index.Table} TO {list.Role}; ANALYZE {index.Table};" };
    }
}
