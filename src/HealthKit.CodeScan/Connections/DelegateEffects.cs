using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.State;

namespace HealthKit.CodeScan.Connections;

/// <summary>What the delegates that a call runs do to connections: they release what they captured, and give connections back.</summary>
internal sealed class DelegateEffects(ConnectionScan scan, FlowState now, PathSites path, HandedMethods handed)
{
    /// <summary>True where a call runs, or starts, a delegate that releases what it captured.</summary>
    public bool FreesAny(CallTarget target, List<Value> arguments, ConnectionCall kind) =>
        path.HasCaptured && (DelegateCalls.Start(target) || Runs(target, kind) != 0) && arguments.Exists(argument => handed.Of(argument).Exists(Frees));

    /// <summary>What the delegates have done that a call has run, or waited for.</summary>
    public void Ran(CallTarget target, List<Value> arguments, bool isNew, ConnectionCall kind)
    {
        if (!path.HasCaptured || Runs(target, kind) is not (var runs and not 0))
        {
            return;
        }

        for (var i = 0; i < arguments.Count; i++)
        {
            if ((runs & (1u << (isNew ? i + 1 : i))) != 0)
            {
                foreach (var method in handed.Of(arguments[i]))
                {
                    scan.Want(method);
                    path.ReleaseCaptured(scan.Reached(method), $"{SourceNames.Of(method)} may release it");
                }
            }
        }
    }

    /// <summary>A lazy value that is made with a delegate has a connection as soon as somebody asks for it.</summary>
    public void MadeLazy(CallTarget target, List<Value> arguments, int offset)
    {
        if (target.Type == "System.Lazy`1" && arguments.Exists(argument => handed.Of(argument).Exists(method => scan.Reached(method).ReturnsOpen)))
        {
            var site = path.New(offset, SiteKind.Connection, SiteOwner.Here);
            path.Give(path.Open(site, offset));
            site.Doubt ??= "it is opened once somebody asks for it";
        }
    }

    /// <summary>The call gives what its delegate gave: a connection that this method has from now on. False where no delegate tells.</summary>
    public bool Made(CallTarget target, List<Value> arguments, bool isNew, ConnectionCall kind, int offset)
    {
        if (isNew || target.ReturnsNothing || target.Type == "System.Lazy`1" || now.Depth == 0 || path.SitesOf(now.Peek()) != 0
            || !arguments.Exists(argument => handed.Of(argument).Count > 0) || !ConnectionCalls.IsConnection(ConnectionCalls.Awaited(ConnectionCalls.Awaited(ConnectionCalls.Returned(target)))))
        {
            return false;
        }

        var summaries = arguments.SelectMany(handed.Of).Select(scan.Reached).ToList();
        if (summaries.Exists(static summary => summary.ReturnsOpen))
        {
            var site = path.New(offset, SiteKind.Connection, SiteOwner.Here);
            path.Give(path.Open(site, offset));
            if (!DelegateCalls.Start(target) && Runs(target, kind) == 0)
            {
                site.Doubt ??= $"{ConnectionEffects.Name(target)} may keep it";
            }
        }
        else if (summaries.Exists(static summary => summary.ReturnsCreated))
        {
            path.Give(path.New(offset, SiteKind.Connection, SiteOwner.Here).Bit);
        }
        else if (summaries.Exists(static summary => summary.ReturnsUnknown))
        {
            path.Give(path.NewUnknown(offset));
        }

        return true;
    }

    private bool Frees(MethodModel method) => scan.Reached(method) is var summary && ((summary.Frees | summary.MayFree) & path.CapturedBits) != 0;

    private uint Runs(CallTarget target, ConnectionCall kind) => DelegateCalls.JoinsOne(target) ? 0 : kind == ConnectionCall.Invoke || target is { Own: null, Name: "Invoke" } ? 1 : scan.Index.Runs(target);
}
