using System.Collections.Concurrent;

namespace HealthKit.Signals;

/// <summary>
/// Remembers when somebody collected each metric family: an observable instrument's callback is the proof that an exporter reads it.
/// HealthKit reads none of its own instruments, so every callback is a foreign reader's.
/// </summary>
internal sealed class CollectionLog(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, Entry> _families = new(StringComparer.Ordinal);

    /// <summary>Notes that a family is offered, whether or not anybody ever collects it.</summary>
    public void Offer(string family) => _families.GetOrAdd(family, static _ => new Entry());

    /// <summary>Notes one collection of a family and the series it got. Called from the instrument's callback.</summary>
    public void Note(string family, int series) => _families.GetOrAdd(family, static _ => new Entry()).Note(time.GetUtcNow(), series);

    /// <summary>The families on offer with their collections in the last five minutes: how many, over which span, and the last count of series.</summary>
    public IReadOnlyList<(string Family, int Collections, TimeSpan Span, int Series)> Read()
    {
        var since = time.GetUtcNow() - Memory;
        return [.. _families.Select(pair => pair.Value.Read(pair.Key, since))];
    }

    private sealed class Entry
    {
        private readonly Queue<DateTimeOffset> _times = new();
        private int _series;

        public void Note(DateTimeOffset now, int series)
        {
            lock (_times)
            {
                _series = series;
                Forget(now - Memory);
                if (_times.Count == 64)
                {
                    _times.Dequeue();
                }

                _times.Enqueue(now);
            }
        }

        public (string Family, int Collections, TimeSpan Span, int Series) Read(string family, DateTimeOffset since)
        {
            lock (_times)
            {
                Forget(since);
                return (family, _times.Count, _times.Count < 2 ? TimeSpan.Zero : _times.Last() - _times.Peek(), _series);
            }
        }

        private void Forget(DateTimeOffset before)
        {
            while (_times.TryPeek(out var oldest) && oldest < before)
            {
                _times.Dequeue();
            }
        }
    }
}
