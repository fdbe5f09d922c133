using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Caching.Memory;

namespace HealthKit.Caching;

/// <summary>Counts one FusionCache by its events, without a reference to its package.</summary>
/// <remarks>
/// FusionCache raises them on the thread pool unless told otherwise, in no certain order and maybe after the request: so nothing is concluded from their order,
/// and a route's look-ups are a lower bound.
/// </remarks>
internal sealed class FusionEvents(CacheSignals signals)
{
    // Peeks beside fills leave what fills guarantee as it is.
    private const double FillingShare = 0.95;

    private long _misses;
    private long _fills;

    /// <summary>Begins to count; a cache without the events known here is not counted.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Where the events were trimmed away, the cache is not counted.")]
    public static bool Count(object cache, CacheSignals signals)
    {
        if (cache.GetType().GetProperty(FusionInstruments.Events)?.GetValue(cache) is not { } hub)
        {
            return false;
        }

        var self = new FusionEvents(signals);
        // A cache without this event has evictions that nobody counts; its look-ups are known all the same.
        if (hub.GetType().GetProperty(FusionInstruments.MemoryEvents)?.GetValue(hub) is { } memory)
        {
            _ = HandleEvictions(memory, signals);
        }

        return Handle(hub, FusionInstruments.Hit, self.OnHit)
            && Handle(hub, FusionInstruments.Miss, self.OnMiss)
            && Handle(hub, FusionInstruments.Set, self.OnSet)
            && Handle(hub, FusionInstruments.Fill, self.OnFill)
            && Handle(hub, FusionInstruments.BackgroundFill, self.OnFill);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Where the events were trimmed away, the cache is not counted.")]
    [UnconditionalSuppressMessage("Trimming", "IL2065", Justification = "Where the key was trimmed away, the cache is not counted.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type of the arguments is a class, and needs no more than its key.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The type of the arguments is a class: the handler's code is shared by all.")]
    private static bool Handle(object hub, string name, Action<string> counted)
    {
        if (hub.GetType().GetEvent(name) is not { EventHandlerType: { IsGenericType: true } type } raised
            || type.GetGenericArguments()[0].GetProperty(FusionInstruments.Key)?.GetMethod is not { } key)
        {
            return false;
        }

        var handler = (IHandler)Activator.CreateInstance(typeof(Handler<>).MakeGenericType(type.GetGenericArguments()), key, counted)!;
        raised.AddEventHandler(hub, handler.Delegate);
        return true;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Where the event was trimmed away, evictions are not counted.")]
    [UnconditionalSuppressMessage("Trimming", "IL2065", Justification = "Where the reason was trimmed away, evictions are not counted.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type of the arguments is a class, and needs no more than its reason.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The type of the arguments is a class: the handler's code is shared by all.")]
    private static bool HandleEvictions(object memory, CacheSignals signals)
    {
        if (memory.GetType().GetEvent(FusionInstruments.Eviction) is not { EventHandlerType: { IsGenericType: true } type } raised
            || type.GetGenericArguments()[0].GetProperty(FusionInstruments.Reason)?.GetMethod is not { } reason
            || reason.ReturnType != typeof(EvictionReason))
        {
            return false;
        }

        var handler = (IHandler)Activator.CreateInstance(typeof(EvictionHandler<>).MakeGenericType(type.GetGenericArguments()), reason, signals)!;
        raised.AddEventHandler(memory, handler.Delegate);
        return true;
    }

    private void OnHit(string key) => signals.LookedUp(signals.Prefix(key), found: true);

    private void OnMiss(string key)
    {
        Interlocked.Increment(ref _misses);
        signals.LookedUp(signals.Prefix(key), found: false);
        Protect();
    }

    // FusionCache gives every entry a duration.
    private void OnSet(string key) => signals.Prefix(key).CountSet(expires: true);

    private void OnFill(string key)
    {
        Interlocked.Increment(ref _fills);
        signals.Prefix(key).CountFill();
        Protect();
    }

    // A miss that its factory fills was filled once and would have kept an absence; one that the application fills itself is protected by nothing.
    private void Protect() => signals.ProtectsByDesign = Volatile.Read(ref _fills) is > 0 and var fills && fills >= FillingShare * Volatile.Read(ref _misses);

    private interface IHandler
    {
        Delegate Delegate { get; }
    }

    private sealed class Handler<T>(MethodInfo key, Action<string> counted) : IHandler
        where T : EventArgs
    {
        private readonly Func<T, string> _key = key.CreateDelegate<Func<T, string>>();

        public Delegate Delegate => new EventHandler<T>(OnRaised);

        private void OnRaised(object? sender, T arguments)
        {
            string key = _key(arguments);
            if (!key.Contains(FusionInstruments.OwnKeys, StringComparison.Ordinal))
            {
                counted(key);
            }
        }
    }

    private sealed class EvictionHandler<T>(MethodInfo reason, CacheSignals signals) : IHandler
        where T : EventArgs
    {
        private readonly Func<T, EvictionReason> _reason = reason.CreateDelegate<Func<T, EvictionReason>>();

        public Delegate Delegate => new EventHandler<T>(OnRaised);

        // Entries that ended, or that the application removed or replaced, were not evicted.
        private void OnRaised(object? sender, T arguments)
        {
            if (_reason(arguments) is EvictionReason.Capacity)
            {
                signals.Evicted();
            }
        }
    }
}
