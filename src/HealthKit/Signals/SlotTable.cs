using System.Collections.Concurrent;

namespace HealthKit.Signals;

/// <summary>Slots by key, at most <paramref name="capacity"/> of them; keys that come later share one overflow slot. A hit is lock-free and allocates nothing.</summary>
/// <remarks>The overflowed keys are counted by linear counting (Whang, Vander-Zanden, Taylor, TODS 15(2), 1990), since keeping them would be the growth that the cap forbids.</remarks>
internal sealed class SlotTable<TKey, TSlot>(Func<TKey, TSlot> create, TSlot overflow, int capacity = 10_000)
    where TKey : notnull
    where TSlot : class
{
    private const int SketchBits = 1 << 15;

    private readonly ConcurrentDictionary<TKey, TSlot> _slots = new();
    private int[]? _overflowed;
    private int _reserved;
    private long _overflowHits;

    /// <summary>The slot that all keys beyond the capacity share.</summary>
    public TSlot Overflow => overflow;

    /// <summary>Keys with a slot of their own.</summary>
    public int Count => Volatile.Read(ref _reserved);

    /// <summary>Look-ups that were given the overflow slot.</summary>
    public long OverflowHits => Volatile.Read(ref _overflowHits);

    /// <summary>Distinct keys that were given the overflow slot: an estimate, good to 3 % up to 100,000.</summary>
    public long OverflowedKeys
    {
        get
        {
            var bits = Volatile.Read(ref _overflowed);
            if (bits is null)
                return 0;
            int set = 0;
            foreach (ref int word in bits.AsSpan())
                set += System.Numerics.BitOperations.PopCount((uint)Volatile.Read(ref word));
            return (long)Math.Round(-SketchBits * Math.Log(Math.Max(1, SketchBits - set) / (double)SketchBits));
        }
    }

    /// <summary>The key's own slot, made at its first look-up, or the overflow slot.</summary>
    public TSlot this[TKey key] => _slots.TryGetValue(key, out var slot) ? slot : Add(key);

    /// <summary>Every key that has a slot of its own.</summary>
    public IEnumerable<KeyValuePair<TKey, TSlot>> Snapshot() => _slots;

    private TSlot Add(TKey key)
    {
        if (TryReserve())
        {
            var fresh = create(key);
            var slot = _slots.GetOrAdd(key, fresh);
            if (!ReferenceEquals(slot, fresh))
                Interlocked.Decrement(ref _reserved);
            return slot;
        }

        // The last place may have gone to this very key.
        if (_slots.TryGetValue(key, out var own))
            return own;
        CountOverflow(Mix((uint)key.GetHashCode()) % SketchBits);
        return overflow;
    }

    private bool TryReserve()
    {
        int reserved = Volatile.Read(ref _reserved);
        while (reserved < capacity)
        {
            int seen = Interlocked.CompareExchange(ref _reserved, reserved + 1, reserved);
            if (seen == reserved)
                return true;
            reserved = seen;
        }

        return false;
    }

    private void CountOverflow(uint hash)
    {
        Interlocked.Increment(ref _overflowHits);
        var bits = _overflowed;
        if (bits is null)
        {
            var fresh = new int[SketchBits / 32];
            bits = Interlocked.CompareExchange(ref _overflowed, fresh, null) ?? fresh;
        }

        ref int word = ref bits[hash >> 5];
        int bit = 1 << (int)(hash & 31);
        if ((Volatile.Read(ref word) & bit) == 0)
            Interlocked.Or(ref word, bit);
    }

    // The finalizer of MurmurHash3: neighbouring keys must fall like random ones.
    private static uint Mix(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }
}
