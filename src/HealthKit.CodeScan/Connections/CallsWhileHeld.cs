using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>Looks for calls that leave the process while something is held.</summary>
internal sealed class CallsWhileHeld(ConnectionScan scan, PathSites path, HandedMethods handed)
{
    private const string Waiting = "a task that it waits for";

    private readonly HashSet<CustodySite> _found = [];
    private readonly HashSet<CustodySite> _described = [];

    /// <summary>Calls out while something is held; where none is certain, also those that a sequence describes or a task starts.</summary>
    public IReadOnlyCollection<CustodySite> Found => _found.Any(static site => site.IsCertain) ? _found : [.. _found, .. _described];

    /// <summary>The arguments that are run while something is held.</summary>
    public uint RunsHeld { get; private set; }

    /// <summary>Forgets what earlier rounds said.</summary>
    public void Reset()
    {
        _found.Clear();
        _described.Clear();
        RunsHeld = 0;
    }

    /// <summary>The value on the stack runs what the sequence was described with, or the task started; or it is a call out itself that goes on.</summary>
    public void Pass(CallTarget target, List<Value> arguments, int offset)
    {
        handed.Pass(target, arguments);
        if ((path.Held | path.Unclear) == 0 && target.ReturnType.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal) && scan.Index.CallsOut(target) is var level and > 0)
        {
            handed.Begin(level, offset);
        }
    }

    /// <summary>Takes note of a call that leaves the process while something is held.</summary>
    public void Look(CallTarget target, List<Value> arguments, ConnectionCall kind, int offset)
    {
        // The object that is made is argument 0 of its constructor.
        var first = target.HasThis && arguments.Count == target.Parameters.Length ? 1 : 0;
        var runs = kind == ConnectionCall.Invoke ? 1 : scan.Index.Runs(target);
        Lend(target, arguments, first, runs, offset);
        Read(target, arguments, first, runs, offset);
        if ((path.Held | path.Unclear) == 0 || DelegateCalls.Pass(target))
        {
            return;
        }

        var level = scan.Index.CallsOut(target);
        if (level == 0 && kind == ConnectionCall.Invoke && !arguments[0].Has(Traits.Null))
        {
            level = handed.Of(arguments[0]) is { Count: > 0 } methods ? methods.Max(scan.Index.CallsOut) : 1;
        }

        for (var i = 0; i < arguments.Count && level < 2; i++)
        {
            var isRun = (runs & (1u << (i + first))) != 0;
            if (isRun || target.Name != ".ctor")
            {
                level = Math.Max(level, Math.Min(Most(arguments[i]), isRun ? 2 : 1));
                level = isRun ? Math.Max(level, handed.Pending(arguments[i])) : level;
            }
        }

        if (level > 0)
        {
            Add(target, arguments, level, isDescribed: level < 2 && (kind == ConnectionCall.Collect || DelegateCalls.Describe(target) || DelegateCalls.Start(target)), offset);
        }
    }

    private void Add(CallTarget target, List<Value> arguments, int level, bool isDescribed, int offset)
    {
        var freed = target.Own is { } own ? scan.Reached(own) : ConnectionSummary.Nothing;
        var releases = (freed.Frees | freed.MayFree) != 0 && arguments.Exists(argument => (path.SitesOf(argument) & path.Held) != 0);
        foreach (var site in path.Sites)
        {
            if (((path.Held | path.Unclear) & site.Bit) != 0)
            {
                (isDescribed ? _described : _found).Add(new CustodySite(offset, DelegateCalls.Join(target) ? Waiting : ConnectionEffects.Name(target), site.Kind, level == 2 && (path.Held & site.Bit) != 0 && !releases && site.Owner != SiteOwner.Unknown));
                break;
            }
        }
    }

    // A method of the host's own may run the delegate that it is given while it holds a connection; so may this one.
    private void Lend(CallTarget target, List<Value> arguments, int first, uint runs, int offset)
    {
        var lent = target.Own is { } own ? scan.Reached(own).RunsHeld : 0;
        runs = path.Each(path.Held).Any(static site => site.Owner != SiteOwner.Unknown) ? runs : 0;
        for (var i = 0; (lent | runs) != 0 && i < arguments.Count; i++)
        {
            var bit = 1u << (i + first);
            RunsHeld |= ((lent | runs) & bit) != 0 ? arguments[i].Is : 0;
            if ((lent & bit) != 0 && Most(arguments[i]) is var level and > 0)
            {
                _found.Add(new CustodySite(offset, ConnectionEffects.Name(target), SiteKind.Connection, level == 2 && scan.Flow.Graph.ImplementationsOf(target.Own!).Count <= 1));
            }
        }
    }

    // Whoever reads what a query finds row by row holds a connection for as long as that takes.
    private void Read(CallTarget target, List<Value> arguments, int first, uint runs, int offset)
    {
        if (runs == 0 || path.All == 0 || path.OfKind(SiteKind.Query) is var queries && !arguments.Exists(argument => (argument.Things & queries) != 0))
        {
            return;
        }

        var level = 0;
        for (var i = 0; i < arguments.Count; i++)
        {
            level = (runs & (1u << (i + first))) == 0 ? level : Math.Max(level, Most(arguments[i]));
        }

        if (level > 0)
        {
            _found.Add(new CustodySite(offset, DelegateCalls.Join(target) ? Waiting : ConnectionEffects.Name(target), SiteKind.Stream, level == 2 && target.Own is null));
        }
    }

    private int Most(Value argument) => handed.Of(argument) is { Count: > 0 } methods ? methods.Max(scan.Index.CallsOut) : 0;
}
