using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.State;

namespace HealthKit.CodeScan.Connections;

/// <summary>Calls of the host's own methods, by what is known of what they do to connections.</summary>
internal sealed class OwnConnectionCalls(MethodModel method, ConnectionScan scan, Heap heap, FlowState now, CellLayout layout, PathSites path)
{
    private const uint Captured = uint.MaxValue << ConnectionScan.FirstCaptured;

    /// <summary>True where a call of the host's own method releases what it is given.</summary>
    public bool FreesAny(MethodModel own, List<Value> arguments) => scan.Reached(own) is var summary && (summary.Frees | summary.MayFree) != 0 && arguments.Exists(argument => path.SitesOf(argument) != 0);

    /// <summary>What a call has done; its result, if any, is on the stack.</summary>
    public void Call(CallTarget target, List<Value> arguments, ConnectionCall kind, bool isNew, int offset)
    {
        var own = target.Own!;
        if (target.Property is { } property)
        {
            if (target.Name.StartsWith("set_", StringComparison.Ordinal) && arguments.Count > 0)
            {
                path.Store(property, arguments.Count > 1 ? arguments[0] : default, arguments[^1]);
            }

            return;
        }

        if (own.Type == method.Machine)
        {
            Finally(own);
            return;
        }

        var summary = scan.Reached(own);
        var first = isNew ? 1 : 0;
        var wrapped = 0ul;
        for (var i = 0; i < arguments.Count && i + first < ConnectionScan.FirstCaptured; i++)
        {
            var bit = 1u << (i + first);
            var argument = heap.Read(arguments[i]);
            if (IsClosure(own, i + first))
            {
                if (path.HasCaptured)
                {
                    scan.Want(own);
                }

                path.ReleaseCaptured(summary, $"{SourceNames.Of(own)} may release it");
                path.Release(summary.Frees & Captured);
                path.MayRelease(summary.MayFree & Captured);
                continue;
            }

            var sites = path.Matching(argument);
            if (sites != 0)
            {
                scan.Want(own);
            }

            if (sites != 0 && (summary.Opens & bit) != 0)
            {
                foreach (var site in path.Each(path.SitesOf(argument)).Where(static site => site.Kind is SiteKind.Connection or SiteKind.Context))
                {
                    path.Open(site, offset);
                }
            }
            else if ((summary.Opens & bit) != 0)
            {
                path.OpenAll(argument, SiteKind.Connection, offset);
            }

            if ((summary.Frees & bit) != 0)
            {
                path.MarkCondition(sites);
                path.Free(sites);
                path.Release(argument.Of);
            }
            else if ((summary.MayFree & bit) != 0)
            {
                path.MayRelease(argument.Of);
                path.Doubt(sites, $"{SourceNames.Of(own)} may release it");
            }

            if ((summary.Keeps & bit) != 0)
            {
                wrapped |= path.SitesOf(argument);
                path.Keeps |= argument.Is;
                if (!isNew && own.Name != ".ctor")
                {
                    path.Doubt(path.SitesOf(argument), $"{SourceNames.Of(own)} keeps it");
                }
            }

            if ((summary.Outs & bit) != 0 && arguments[i].Has(Traits.Address))
            {
                var filled = path.Open(path.New(offset, SiteKind.Connection, SiteOwner.Here), offset);
                heap.Put(arguments[i], new Value(Traits.Opaque, 0, 0, 0, filled));
                if (target.ReturnType == "System.Boolean" && now.Depth > 0)
                {
                    // It says whether there is one.
                    var said = now.Pop();
                    now.Push(said with { Things = said.Things | filled });
                }
            }
        }

        if (!isNew && own is { IsConstructor: true, Type.IsValueType: true } && wrapped != 0 && arguments[0].Has(Traits.Address))
        {
            // A struct is made where it lies.
            heap.Put(arguments[0], heap.New(own.Type.Name, Traits.None) is var made ? made with { Traits = made.Traits | Traits.Present, Things = made.Things | wrapped } : default);
        }
        else if (kind == ConnectionCall.CreateContext)
        {
            path.Give(path.New(offset, SiteKind.Context, SiteOwner.Here).Bit | wrapped);
        }
        else if (isNew)
        {
            if (wrapped != 0)
            {
                path.Give(wrapped);
            }
        }
        else if (summary.ReturnsOpen)
        {
            path.Give(path.Open(path.New(offset, SiteKind.Connection, SiteOwner.Here), offset));
        }
        else if (summary.ReturnsCreated)
        {
            path.Give(path.New(offset, SiteKind.Connection, SiteOwner.Here).Bit);
        }
        else if (summary.ReturnsUnknown || IsFromNowhere(own))
        {
            path.Give(path.NewUnknown(offset));
        }
        else if (summary.Streams || (IsQuery(target.ReturnType) && !isNew))
        {
            path.Give(path.New(offset, SiteKind.Query, SiteOwner.Elsewhere).Bit);
        }
    }

    /// <summary>2 where an object releases what it was given, 1 where it may, 0 where it does not; null where it is none of the host's own types.</summary>
    public int? Owned(Value receiver, string name)
    {
        int? least = null;
        foreach (var thing in heap.Things.Of(receiver.Things))
        {
            if (thing is { Kind: ThingKind.Fresh, Subject: string type } && scan.Flow.Code.Find(SignatureNames.WithoutArguments(type)) is { IsCompilerGenerated: false } own)
            {
                var method = scan.Flow.Code.Ancestry(own).Own.SelectMany(static each => each.Methods).FirstOrDefault(each => each.Name == name || each.Name.EndsWith("." + name, StringComparison.Ordinal));
                if (method is null && scan.Flow.Code.Ancestry(own).Other.EndsWith("DbContext", StringComparison.Ordinal))
                {
                    continue;
                }

                if (method is not null)
                {
                    scan.Want(method);
                }

                var summary = method is null ? ConnectionSummary.Nothing : scan.Reached(method);
                var frees = (summary.Frees & 1) != 0 ? 2 : (summary.MayFree & 1) != 0 ? 1 : 0;
                least = least is null ? frees : Math.Min(least.Value, frees);
            }
        }

        return least;
    }

    // What a lambda or a local function shares with the method around it.
    private bool IsClosure(MethodModel own, int argument) => argument < own.FirstParameter
        ? own.Type.IsClosure
        : argument - own.FirstParameter < own.Parameters.Length && scan.Flow.Code.Find(own.Parameters[argument - own.FirstParameter].TrimEnd('&')) is { IsClosure: true };

    // An iterator's finally blocks are methods of its machine; its Dispose runs those that are due.
    private void Finally(MethodModel own)
    {
        foreach (var field in method.Machine!.Fields)
        {
            if (own.Name.EndsWith("Dispose", StringComparison.Ordinal) ? method.Machine.Methods.Exists(each => scan.Index.IsReleasedBy(field, each)) : scan.Index.IsReleasedBy(field, own))
            {
                path.Free(path.SitesOf(now.Cells[layout.Slot(field)]));
            }
        }
    }

    // Somebody else's implementation of the host's own interface.
    private bool IsFromNowhere(MethodModel own) =>
        ConnectionCalls.IsConnection(ConnectionCalls.Awaited(own.ReturnType)) && own.Written.Body is null && scan.Flow.Graph.ImplementationsOf(own).Count == 0;

    private static bool IsQuery(string type) => type.StartsWith("System.Linq.IQueryable`1", StringComparison.Ordinal) || type.StartsWith("Microsoft.EntityFrameworkCore.DbSet`1", StringComparison.Ordinal);
}
