using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>Looks for calls that leave the process while something is held.</summary>
internal sealed class CallsWhileHeld(ConnectionScan scan, Heap heap, PathSites path)
{
    private readonly HashSet<CustodySite> _found = [];
    private readonly HashSet<CustodySite> _described = [];

    /// <summary>Calls out while something is held; where none is certain, also those that a sequence describes.</summary>
    public IReadOnlyCollection<CustodySite> Found => _found.Any(static site => site.IsCertain) ? _found : [.. _found, .. _described];

    /// <summary>Forgets what earlier rounds said.</summary>
    public void Reset()
    {
        _found.Clear();
        _described.Clear();
    }

    /// <summary>A sequence holds the delegates that it was described with until somebody reads it.</summary>
    public void Describe(CallTarget target, List<Value> arguments)
    {
        if (DelegateCalls.Describe(target))
        {
            path.Give(arguments.Aggregate(0ul, (all, argument) => all | Delegates(heap.Things.Of(argument.Things))));
        }
    }

    /// <summary>Takes note of a call that leaves the process while something is held.</summary>
    public void Look(CallTarget target, List<Value> arguments, ConnectionCall kind, int offset)
    {
        if ((path.Held | path.Unclear) == 0)
        {
            return;
        }

        var level = scan.Index.CallsOut(target);
        if (level == 0 && kind == ConnectionCall.Invoke && !arguments[0].Has(Traits.Null))
        {
            level = heap.Things.Of(arguments[0].Things) is var things && Methods(things) is { Count: > 0 } methods ? methods.Max(scan.Index.CallsOut) : 1;
        }

        foreach (var argument in level == 2 || target.Name == ".ctor" ? [] : arguments)
        {
            var methods = Methods(heap.Things.Of(argument.Things));
            level = methods.Count == 0 ? level : Math.Max(level, Math.Min(methods.Max(scan.Index.CallsOut), scan.Index.RunsDelegates(target) ? 2 : 1));
        }

        if (level == 0)
        {
            return;
        }

        var freed = target.Own is { } own ? scan.Reached(own) : ConnectionSummary.Nothing;
        var releases = (freed.Frees | freed.MayFree) != 0 && arguments.Exists(argument => (path.SitesOf(argument) & path.Held) != 0);
        foreach (var site in path.Sites)
        {
            if (((path.Held | path.Unclear) & site.Bit) != 0)
            {
                (DelegateCalls.Describe(target) ? _described : _found).Add(new CustodySite(offset, ConnectionEffects.Name(target), site.Kind, level == 2 && (path.Held & site.Bit) != 0 && !releases && site.Owner != SiteOwner.Unknown));
                break;
            }
        }
    }

    private ulong Delegates(ThingTable.Enumerator things)
    {
        var bits = 0ul;
        foreach (var thing in things)
        {
            bits |= thing.Kind == ThingKind.Method ? heap.Things.Bit(thing) : 0;
        }

        return bits;
    }

    private static List<MethodModel> Methods(ThingTable.Enumerator things)
    {
        var found = new List<MethodModel>();
        foreach (var thing in things)
        {
            if (thing is { Kind: ThingKind.Method, Subject: MethodModel method })
            {
                found.Add(method);
            }
        }

        return found;
    }
}
