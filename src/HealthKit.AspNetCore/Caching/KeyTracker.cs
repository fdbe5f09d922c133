using System.Runtime.InteropServices;

namespace HealthKit.Caching;

/// <summary>
/// Follows the latest 4,096 missed keys by hash, to tell a fill after a miss, a fill made twice at once and a key that is missed again and again.
/// 192 KB, allocated at the first miss; an operation touches one slot and allocates nothing. Keys themselves are never kept.
/// </summary>
/// <remarks>Concurrent misses alone prove nothing: a lock that re-checks has them too. Only a second fill does, made soon after the first by somebody who had missed before it.</remarks>
internal sealed class KeyTracker(TimeProvider time)
{
    private const int Slots = 4096;
    private const int Spins = 200;
    private const int Repeated = 3;

    // Misses further apart belong to no common fill.
    private const int ContentionMilliseconds = 10_000;

    // A younger miss may still be being filled.
    private const int SettledMilliseconds = 5_000;

    private readonly long _start = time.GetTimestamp();
    private Slot[]? _slots;

    /// <summary>A look-up found nothing.</summary>
    public void Missed(int hash, PrefixSlot prefix)
    {
        var slots = Volatile.Read(ref _slots) ?? Interlocked.CompareExchange(ref _slots, new Slot[Slots], null) ?? _slots!;
        int now = Now();
        ref var gate = ref slots[First(hash)].Gate;
        if (!Enter(ref gate))
        {
            return;
        }

        ref var slot = ref Find(slots, hash, prefix, now);
        if (slot.Hash != hash || !ReferenceEquals(slot.Prefix, prefix))
        {
            Retire(in slot, now);
            slot = new Slot { Gate = slot.Gate, Hash = hash, Prefix = prefix, FirstMiss = now };
        }
        else if (slot.Fills > 0 || now - slot.LastMiss > ContentionMilliseconds)
        {
            (slot.Misses, slot.Fills, slot.FirstMiss) = (0, 0, now);
        }

        if (slot.Absent == 0)
        {
            slot.FirstAbsence = now;
        }

        slot.Misses = Next(slot.Misses);
        slot.Absent = Next(slot.Absent);
        slot.LastMiss = now;
        Leave(ref gate);
    }

    /// <summary>A value was stored.</summary>
    /// <param name="hash">The key's hash.</param>
    /// <param name="prefix">The key's prefix.</param>
    /// <param name="mayBeFill">False where it is known to be a change rather than a fill.</param>
    public void Stored(int hash, PrefixSlot prefix, bool mayBeFill = true)
    {
        var slots = Volatile.Read(ref _slots);
        if (slots is null)
        {
            return;
        }

        ref var gate = ref slots[First(hash)].Gate;
        if (!Enter(ref gate))
        {
            return;
        }

        int now = Now();
        ref var slot = ref Find(slots, hash, prefix, now);
        if (slot.Hash == hash && ReferenceEquals(slot.Prefix, prefix) && slot.Misses > 0)
        {
            slot.Absent = 0;
            if (mayBeFill)
            {
                Fill(ref slot, now);
            }
        }

        Leave(ref gate);
    }

    /// <summary>Keys missed and never filled, by prefix.</summary>
    public Dictionary<PrefixSlot, AbsentKeys> Absent()
    {
        var absent = new Dictionary<PrefixSlot, AbsentKeys>();
        int now = Now();
        foreach (ref var slot in Volatile.Read(ref _slots).AsSpan())
        {
            if (slot.Prefix is { } prefix && IsAbsent(in slot, now))
            {
                ref var keys = ref CollectionsMarshal.GetValueRefOrAddDefault(absent, prefix, out _);
                keys = keys.With(slot.Absent, slot.Absent >= Repeated);
            }
        }

        return absent;
    }

    // Slots come in pairs with one gate, that of the first.
    private static int First(int hash) => hash & (Slots - 2);

    // The key's own slot, else the one of its pair that is better given up: a filled one, or that of the older miss.
    private static ref Slot Find(Slot[] slots, int hash, PrefixSlot prefix, int now)
    {
        ref var first = ref slots[First(hash)];
        ref var second = ref slots[First(hash) + 1];
        if (first.Hash == hash && ReferenceEquals(first.Prefix, prefix))
        {
            return ref first;
        }

        if (second.Hash == hash && ReferenceEquals(second.Prefix, prefix) || second.Prefix is null)
        {
            return ref second;
        }

        bool firstIsOlder = (first.Absent == 0) == (second.Absent == 0) ? now - first.LastMiss > now - second.LastMiss : first.Absent == 0;
        return ref firstIsOlder ? ref first : ref second;
    }

    private static void Fill(ref Slot slot, int now)
    {
        slot.Fills = Next(slot.Fills);
        if (slot.Fills == 1)
        {
            slot.FirstFill = now;
            slot.Prefix!.CountFill();
            slot.Prefix.CountContendedMisses(slot.Misses - 1);
        }
        else if (slot.Fills <= slot.Misses && now - slot.FirstFill <= 1_000 + 4 * (slot.FirstFill - slot.FirstMiss))
        {
            // Later than that, it is a refresh by the clock, not a fill that was already under way.
            slot.Prefix!.CountDuplicateFill();
        }
    }

    // Later misses of a key whose first one has settled are as vain as that.
    private static bool IsAbsent(in Slot slot, int now) => slot.Absent > 0 && now - slot.FirstAbsence >= SettledMilliseconds;

    private static void Retire(in Slot slot, int now)
    {
        if (slot.Prefix is { } prefix && IsAbsent(in slot, now))
        {
            prefix.CountAbsentKey(slot.Absent, slot.Absent >= Repeated);
        }
    }

    private static ushort Next(ushort count) => count == ushort.MaxValue ? count : (ushort)(count + 1);

    // A gate that stays shut is given up: one observation less is better than a wait.
    private static bool Enter(ref int gate)
    {
        var wait = new SpinWait();
        for (int spin = 0; spin < Spins; spin++)
        {
            if (Volatile.Read(ref gate) == 0 && Interlocked.CompareExchange(ref gate, 1, 0) == 0)
            {
                return true;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }

        return false;
    }

    private static void Leave(ref int gate) => Volatile.Write(ref gate, 0);

    // It wraps after 49 days; differences stay right.
    private int Now() => unchecked((int)(long)time.GetElapsedTime(_start).TotalMilliseconds);

    private struct Slot
    {
        public PrefixSlot? Prefix;
        public int Hash;
        public int Gate;
        public int FirstMiss;
        public int LastMiss;
        public int FirstFill;
        public int FirstAbsence;
        public ushort Misses;
        public ushort Fills;
        public ushort Absent;
    }
}
