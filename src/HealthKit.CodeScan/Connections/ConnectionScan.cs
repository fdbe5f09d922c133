using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.State;
using HealthKit.Evidence;

namespace HealthKit.CodeScan.Connections;

/// <summary>Follows connections through the methods that have to do with them, callees before callers until nothing changes, and states what it found for 4.8 and 4.9.</summary>
internal sealed class ConnectionScan
{
    public const string Release = "4.8";
    public const string Custody = "4.9";

    /// <summary>The bits of a summary from here on stand for captured variables.</summary>
    public const int FirstCaptured = 20;

    private const int MostRounds = 25;

    private readonly Dictionary<MethodModel, ConnectionSummary> _summaries = [];
    private readonly Dictionary<MethodModel, ConnectionFlow?> _flows = [];
    private readonly HashSet<FieldModel> _opened = [];
    private readonly HashSet<FieldModel> _released = [];
    private readonly Dictionary<FieldModel, uint> _captured = [];
    private readonly HashSet<MethodModel> _wanted = [];
    private readonly Initialisers _initialisers;

    public ConnectionScan(CodeFlow flow, Initialisers initialisers)
    {
        (Flow, _initialisers) = (flow, initialisers);
        Index = new ConnectionIndex(flow);
        Run();
    }

    public CodeFlow Flow { get; }

    public ConnectionIndex Index { get; }

    public ConnectionSummary SummaryOf(MethodModel method) => _summaries.GetValueOrDefault(method, ConnectionSummary.Nothing);

    /// <summary>What callers must expect of a call, whichever method it reaches.</summary>
    public ConnectionSummary Reached(MethodModel method)
    {
        var implementations = Flow.Graph.ImplementationsOf(method);
        var own = SummaryOf(method);
        if (implementations.Count == 0)
        {
            return own;
        }

        var frees = method.Written.Body is null ? uint.MaxValue : own.Frees;
        foreach (var implementation in implementations)
        {
            var other = SummaryOf(implementation);
            frees &= other.Frees;
            own = new ConnectionSummary(own.ReturnsOpen | other.ReturnsOpen, own.ReturnsCreated | other.ReturnsCreated, own.ReturnsUnknown | other.ReturnsUnknown, own.Opens | other.Opens, 0, own.MayFree | other.MayFree, own.Keeps | other.Keeps, own.Outs | other.Outs, own.Streams | other.Streams, own.RunsHeld | other.RunsHeld);
        }

        return own with { Frees = frees };
    }

    /// <summary>Asks what a method does with what it is given, where nobody has looked yet.</summary>
    public void Want(MethodModel method)
    {
        foreach (var reached in Flow.Graph.ImplementationsOf(method).Append(method))
        {
            if (!_flows.ContainsKey(reached))
            {
                _wanted.Add(reached);
            }
        }
    }

    /// <summary>True for a captured variable whose connection a lambda opens.</summary>
    public bool IsOpened(FieldModel field) => _opened.Contains(field);

    public void Opens(FieldModel field) => _opened.Add(field);

    /// <summary>True for a captured variable whose connection a lambda releases.</summary>
    public bool IsReleased(FieldModel field) => _released.Contains(field);

    public void Releases(FieldModel field) => _released.Add(field);

    /// <summary>A captured variable among the parameters of a lambda's summary. There are more variables than bits: those of one method follow each other.</summary>
    public uint BitOf(FieldModel captured)
    {
        if (!_captured.TryGetValue(captured, out var bit))
        {
            _captured.Add(captured, bit = 1u << (FirstCaptured + (_captured.Count % (31 - FirstCaptured))));
        }

        return bit;
    }

    /// <summary>True for what runs only as the host starts: an exception there is its end.</summary>
    public bool RunsOnce(MethodModel method) => _initialisers.RunsOnce(method);

    public static bool IsEntry(MethodModel method) => method.Type.Image.EntryPoint != 0 && method.Type.Image.EntryPoint == System.Reflection.Metadata.Ecma335.MetadataTokens.GetToken(method.Handle);

    public IReadOnlyList<CodeScanRule> Read(DormantCode dormant)
    {
        var release = new Findings(Release);
        var custody = new Findings(Custody);
        foreach (var method in _flows.Where(static entry => entry.Value is null).Select(static entry => entry.Key).Union(Index.Unread).Where(static method => !method.IsGenerated && !method.Type.IsGenerated))
        {
            release.Unresolved(method, null, "its instructions could not be followed");
            custody.Unresolved(method, null, "its instructions could not be followed");
        }

        foreach (var (method, flow) in _flows)
        {
            if (flow is null || dormant.Contains(method))
            {
                continue;
            }

            foreach (var site in flow.Sites.Where(static site => site.IsOpened))
            {
                custody.Sites += site.IsEarlier ? 0 : 1;
                if (site.Kind is SiteKind.Connection or SiteKind.Context || (site.Kind == SiteKind.Stream && (site.IsLeft || site.LeftByThrowing is not null)))
                {
                    release.Sites += site.IsEarlier ? 0 : 1;
                    Judge(release, method, site);
                }
            }

            foreach (var site in RunsOnce(method) ? [] : flow.Custody.OrderBy(static site => site.IsCertain ? 0 : 1).ThenBy(static site => site.Offset).DistinctBy(static site => site.Offset))
            {
                custody.Add(method, site.Offset, $"{(site.IsCertain ? "calls out" : "may call out")} with {site.Callee} while {Words(site.Held)}", site.IsCertain);
            }
        }

        return [release.Rule(), custody.Rule()];
    }

    private void Judge(Findings release, MethodModel method, HoldSite site)
    {
        var keeper = site.KeptIn.FirstOrDefault(field => !Index.IsReleased(field));
        var what = site.Kind == SiteKind.Stream ? "the rows of a query are read here and their enumerator is" : "the connection is opened and";
        var doubt = site.Doubt
            ?? (site.Owner == SiteOwner.Unknown ? "where the connection comes from is not known"
                : site.ReleasedIf is { } condition ? $"whether it is released depends on {condition}"
                : null);
        if (site.IsLeft || site.LeftByThrowing is not null)
        {
            var finding = site.IsLeft ? $"{what} not released on every way out" : $"{what} not released when {site.LeftByThrowing}";
            release.Add(method, site.Offset, doubt is null ? finding : $"the connection is opened here: {doubt}", doubt is null);
        }
        else if (site.IsUnclear || keeper is not null)
        {
            release.Add(method, site.Offset, $"the connection is opened here: {(keeper is null ? doubt ?? "what becomes of it is not known" : $"it is kept in {SourceNames.Of(keeper)}, which nothing was seen to release")}", false);
        }
    }

    private static string Words(SiteKind kind) => kind switch
    {
        SiteKind.Transaction => "a transaction is open",
        SiteKind.Stream => "the rows of a query are being read",
        _ => "a connection is held",
    };

    private void Run()
    {
        var work = Index.Concerned.ToHashSet();
        for (var round = 0; round < MostRounds && work.Count > 0; round++)
        {
            var next = new HashSet<MethodModel>();
            foreach (var method in Flow.Graph.Written)
            {
                if (!work.Contains(method))
                {
                    continue;
                }

                Flow.Pause();
                var known = _opened.Count + _released.Count;
                var solved = Solve(method);
                _flows[method] = solved;
                var summary = solved?.Summary ?? ConnectionSummary.Nothing;
                if (summary != SummaryOf(method))
                {
                    _summaries[method] = summary;
                    foreach (var reached in Flow.Graph.DeclarationsOf(method).Append(method))
                    {
                        next.UnionWith(Flow.Graph.CallersOf(reached));
                    }
                }

                if (_opened.Count + _released.Count > known)
                {
                    next.UnionWith(Index.Concerned.Where(other => other.Type == SourceNames.Written(method.Type)));
                }

                method.Written.Forget();
            }

            next.UnionWith(_wanted.Where(method => !_flows.ContainsKey(method)));
            _wanted.Clear();
            work = next;
        }

        // What is still changing is not known.
        foreach (var method in work)
        {
            _flows[method] = null;
        }
    }

    private ConnectionFlow? Solve(MethodModel method)
    {
        if (method.Written.Body is null)
        {
            return ConnectionFlow.Empty(method, this);
        }

        try
        {
            return ConnectionFlow.Solve(method, this);
        }
        catch (Exception exception) when (BrokenCode.Is(exception))
        {
            return null;
        }
    }

    /// <summary>The findings of one check.</summary>
    private sealed class Findings(string check)
    {
        private readonly List<CodeSite> _flagged = [];
        private readonly List<CodeSite> _unresolved = [];
        private readonly List<CodeSite> _accepted = [];

        public int Sites { get; set; }

        public void Add(MethodModel method, int offset, string finding, bool isCertain)
        {
            var site = new CodeSite(SourceNames.Of(method), method.Type.Image.Locate(method.Written.Handle, offset), finding);
            if ((method.AcceptedFor(check) ?? SourceNames.Around(method).AcceptedFor(check)) is { } reason)
            {
                _accepted.Add(site with { Reason = reason });
            }
            else
            {
                (isCertain ? _flagged : _unresolved).Add(site);
            }
        }

        public void Unresolved(MethodModel method, string? location, string finding) => _unresolved.Add(new CodeSite(SourceNames.Of(method), location, finding));

        public CodeScanRule Rule() => new() { Check = check, Sites = Sites, Flagged = Sorted(_flagged), Unresolved = Sorted(_unresolved), Accepted = Sorted(_accepted) };

        private static CodeSite[] Sorted(List<CodeSite> sites) => [.. sites.Distinct().OrderBy(static site => site.Member, StringComparer.Ordinal)];
    }
}
