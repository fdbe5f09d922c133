using HealthKit.Evidence;
using HealthKit.Signals;
using Microsoft.Extensions.Options;

namespace HealthKit.Requests;

/// <summary>All routes with traffic, bounded: endpoints of one method and template share one entry, later ones the overflow entry.</summary>
internal sealed class RouteTable
{
    public const string Unmatched = "(unmatched)";
    public const string Overflowed = "(overflow)";

    private readonly SlotTable<RouteKey, RouteEntry> _entries;
    private readonly SliceClock _clock;

    // The table makes an entry from its key alone; how it was attributed is remembered beside it, within the same bound.
    [ThreadStatic]
    private static string? _attribution;

    public RouteTable(SliceClock clock, IOptions<HealthAuditOptions> options)
    {
        _clock = clock;
        var overflow = new RouteEntry(new RouteKey(RequestMethods.OtherName, Overflowed, RouteKind.Other), "none", clock);
        _entries = new SlotTable<RouteKey, RouteEntry>(Create, overflow, options.Value.RouteCapacity);
    }

    /// <summary>The entry that routes beyond the capacity share.</summary>
    public RouteEntry Overflow => _entries.Overflow;

    /// <summary>How many routes beyond the capacity were called, within 3 %.</summary>
    public long OverflowedRoutes => _entries.OverflowedKeys;

    /// <summary>Every entry but the overflow.</summary>
    public IEnumerable<RouteEntry> All => _entries.Snapshot().Select(static pair => pair.Value);

    public RouteEntry Entry(RouteKey key, string attribution)
    {
        _attribution = attribution;
        return _entries[key];
    }

    /// <summary>All requests since start, warm-up and overflow included.</summary>
    public long Total() => All.Sum(static entry => entry.Slot.StatusCodes.Total) + Overflow.Slot.StatusCodes.Total;

    private RouteEntry Create(RouteKey key) => new(key, _attribution ?? "endpoint", _clock);
}
