using System.Collections.Concurrent;

namespace HealthKit.Caching;

/// <summary>The prefixes of one cache, at most 200 of them; keys of later ones share one slot. A hit allocates nothing.</summary>
internal sealed class PrefixTable
{
    /// <summary>The name of the slot that later prefixes share.</summary>
    public const string OverflowName = "(other prefixes)";

    private const int Capacity = 200;

    private readonly ConcurrentDictionary<string, PrefixSlot> _slots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PrefixSlot>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly ConcurrentDictionary<Type, PrefixSlot> _byType = new();
    private readonly PrefixSlot _overflow = new(OverflowName);
    private int _count;

    public PrefixTable() => _bySpan = _slots.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The slot of a key's prefix.</summary>
    public PrefixSlot this[string key]
    {
        get
        {
            Span<char> buffer = stackalloc char[KeyPrefix.MaximumLength];
            var prefix = KeyPrefix.Of(key, buffer);
            return _bySpan.TryGetValue(prefix, out var slot) ? slot : Add(prefix.ToString());
        }
    }

    /// <summary>The slot of keys that are no text: their type stands for the prefix.</summary>
    public PrefixSlot this[Type keyType] => _byType.TryGetValue(keyType, out var slot) ? slot : _byType.GetOrAdd(keyType, Add($"({keyType.Name})"));

    /// <summary>Every slot that has been used.</summary>
    public IEnumerable<PrefixSlot> Slots => Volatile.Read(ref _count) > Capacity ? _slots.Values.Append(_overflow) : _slots.Values;

    private PrefixSlot Add(string prefix)
    {
        if (_slots.TryGetValue(prefix, out var known))
        {
            return known;
        }

        if (Volatile.Read(ref _count) >= Capacity)
        {
            Volatile.Write(ref _count, Capacity + 1);
            return _overflow;
        }

        var fresh = new PrefixSlot(prefix);
        var slot = _slots.GetOrAdd(prefix, fresh);
        if (ReferenceEquals(slot, fresh))
        {
            Interlocked.Increment(ref _count);
        }

        return slot;
    }
}
