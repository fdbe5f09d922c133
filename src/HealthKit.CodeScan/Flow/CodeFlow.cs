using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Follows all methods until no summary changes, then goes through each once more.</summary>
internal sealed class CodeFlow
{
    private const int MostRounds = 25;
    private readonly MethodSummary[] _summaries;
    private readonly Dictionary<FieldModel, (Traits Value, Traits Elements)> _fields = [];
    private HashSet<MethodModel> _next = [];

    /// <param name="code">The host's own code.</param>
    /// <param name="pause">Called between methods and between the steps of one; throws to end the scan.</param>
    public CodeFlow(CodeBase code, Action pause)
    {
        (Code, Pause) = (code, pause);
        Graph = new CallGraph(code, pause);
        _summaries = new MethodSummary[code.Methods.Length];
        for (var i = 0; i < _summaries.Length; i++)
        {
            _summaries[i] = new MethodSummary();
        }
    }

    public CodeBase Code { get; }

    public CallGraph Graph { get; }

    public Action Pause { get; }

    public MethodSummary SummaryOf(MethodModel method) => _summaries[method.Index];

    /// <summary>The methods that may hand the text of a command over, to a driver or to a method of the host's own that does; asked once all is known.</summary>
    public IReadOnlySet<MethodModel> SendersOfText() => Graph.Written
        .Where(method => SummaryOf(method).Sinks != 0)
        .SelectMany(method => Graph.DeclarationsOf(method).Append(method))
        .SelectMany(Graph.CallersOf)
        .Concat(Graph.Written.Where(Graph.MaySendText))
        .ToHashSet();

    /// <summary>What a method's argument is, by all its callers; null where others may call it.</summary>
    public Traits? Received(MethodModel method, int argument) =>
        !Graph.HasKnownCallers(method) || argument > 31 ? null : SummaryOf(method).Received[argument] is var traits and not Traits.None ? traits : Traits.Constant;

    public void Pass(MethodModel method, int argument, Traits traits)
    {
        if (SummaryOf(method).Receive(argument, traits & Texts.All))
        {
            _next.Add(method);
        }
    }

    /// <summary>What a field holds that only the host's own code writes, and what its elements are; null for any other.</summary>
    public (Traits Value, Traits Elements)? Stored(FieldModel field) => !field.IsOnlyWrittenHere ? null : _fields.GetValueOrDefault(field);

    public void Store(FieldModel field, Traits value, Traits elements)
    {
        if (!field.IsOnlyWrittenHere)
        {
            return;
        }

        var known = _fields.GetValueOrDefault(field);
        var grown = (known.Value | (value & Texts.All), known.Elements | (elements & Texts.All));
        if (grown != known)
        {
            _fields[field] = grown;
            _next.UnionWith(Graph.ReadersOf(field));
        }
    }

    /// <summary>Learns what callers need to know, then tells the visitor what every method does.</summary>
    /// <param name="visitor">Told of the final state only.</param>
    public void Run(IFlowVisitor visitor)
    {
        var work = Graph.Written.ToList();
        var unreadable = new HashSet<MethodModel>();
        for (var round = 0; round < MostRounds && work.Count > 0; round++)
        {
            _next = [];
            foreach (var method in work)
            {
                Pause();
                var summary = SummaryOf(method);
                summary.Changed = false;
                if (!TrySolve(method, static _ => { }))
                {
                    unreadable.Add(method);
                }

                if (summary.Changed)
                {
                    _next.UnionWith(Graph.CallersOf(method));
                    foreach (var declaration in Graph.DeclarationsOf(method))
                    {
                        _next.UnionWith(Graph.CallersOf(declaration));
                    }
                }
            }

            work = [.. Graph.Written.Where(_next.Contains)];
        }

        // What is still changing is not known.
        unreadable.UnionWith(work);

        foreach (var method in Graph.Written)
        {
            Pause();
            if (unreadable.Contains(method) || !TrySolve(method, flow => flow.Replay(visitor)))
            {
                visitor.Unreadable(method);
            }

            method.Written.Forget();
        }
    }

    // One body that nobody understands must not hide the others.
    private bool TrySolve(MethodModel method, Action<MethodFlow> use)
    {
        try
        {
            if (MethodFlow.Solve(method, this) is not { } flow)
            {
                return method.Written.Body is null;
            }

            use(flow);
            return true;
        }
        catch (Exception exception) when (BrokenCode.Is(exception))
        {
            return false;
        }
    }
}
