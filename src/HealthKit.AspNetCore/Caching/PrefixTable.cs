using System.Collections.Concurrent;
using HealthKit.Evidence;
using HealthKit.Sources;

namespace HealthKit.Caching;

/// <summary>The prefixes of one cache, at most 200 of them; keys of later ones share one slot. A hit allocates nothing.</summary>
internal sealed class PrefixTable(CodeWords words)
{
    /// <summary>The name of the slot that later prefixes share.</summary>
    public const string OverflowName = "(other prefixes)";

    private const int Capacity = 200;

    // First segments that are no words of the code, such as users, must not fill the table.
    private const int MostStrangers = 50;

    private readonly ConcurrentDictionary<string, PrefixSlot> _slots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, PrefixSlot> _byType = new();
    private readonly PrefixSlot _overflow = new(OverflowName, isFamily: false, isShared: true);
    private readonly PrefixSlot _strangers = new(HiddenName.Text, isFamily: false, isShared: true);
    private int _count;
    private int _strange;

    /// <summary>The slot of a key's prefix.</summary>
    public PrefixSlot this[string key] => Of(key, out _);

    /// <summary>The slot of keys that are no text: their type stands for the prefix.</summary>
    public PrefixSlot this[Type keyType] => _byType.TryGetValue(keyType, out var slot) ? slot : _byType.GetOrAdd(keyType, Named($"({EntityType.Name(keyType)})", isFamily: false));

    /// <summary>Every slot that has been used.</summary>
    public IEnumerable<PrefixSlot> Slots => Volatile.Read(ref _count) > Capacity ? Used.Append(_overflow) : Used;

    /// <summary>Whether the first segments are few.</summary>
    public bool HasFewFamilies => _slots.Values.Count(static slot => slot is { IsOfKeys: true, Family: null }) <= CodeWords.MostFamilies;

    private IEnumerable<PrefixSlot> Used => Volatile.Read(ref _strange) > MostStrangers ? _slots.Values.Append(_strangers) : _slots.Values;

    private ConcurrentDictionary<string, PrefixSlot>.AlternateLookup<ReadOnlySpan<char>> BySpan => _slots.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The slot of a key's prefix, and what follows the prefix in the key.</summary>
    public PrefixSlot Of(string key, out ReadOnlySpan<char> rest)
    {
        Span<char> buffer = stackalloc char[KeyPrefix.MaximumLength];
        var prefix = KeyPrefix.Of(key, buffer, out int family, out int end);
        var slot = BySpan.TryGetValue(prefix[..family], out var known) ? known : First(prefix[..family]);
        if (!words.IsReadable)
        {
            slot.CountKey(key.AsSpan(end - (prefix.Length - family)));
        }

        if (family < prefix.Length && !slot.IsCrowded && Further(slot, prefix) is { } further)
        {
            rest = key.AsSpan(end);
            further.CountKey(rest);
            return further;
        }

        rest = key.AsSpan(end - (prefix.Length - family));
        return slot;
    }

    private PrefixSlot First(ReadOnlySpan<char> family)
    {
        if (Volatile.Read(ref _count) >= Capacity)
        {
            Volatile.Write(ref _count, Capacity + 1);
            return _overflow;
        }

        return words.MayKnow(family) || (Volatile.Read(ref _strange) < MostStrangers && Interlocked.Increment(ref _strange) <= MostStrangers) ? Named(family.ToString()) : Stranger();
    }

    private PrefixSlot Stranger()
    {
        Volatile.Write(ref _strange, MostStrangers + 1);
        return _strangers;
    }

    private PrefixSlot? Further(PrefixSlot family, ReadOnlySpan<char> prefix) =>
        BySpan.TryGetValue(prefix, out var slot) ? slot : family.TakesName() ? Named(prefix.ToString(), family: family) : null;

    // No family where keys of several share the slot.
    private PrefixSlot Named(string prefix, bool isFamily = true, PrefixSlot? family = null)
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

        var fresh = new PrefixSlot(prefix, isFamily, family);
        var slot = _slots.GetOrAdd(prefix, fresh);
        if (ReferenceEquals(slot, fresh))
        {
            Interlocked.Increment(ref _count);
        }

        return slot;
    }
}
