using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Follows all methods until no summary changes, then goes through each once more.</summary>
internal sealed class CodeFlow
{
    private const int MostRounds = 8;
    private readonly MethodSummary[] _summaries;

    public CodeFlow(CodeBase code)
    {
        Code = code;
        Graph = new CallGraph(code);
        _summaries = new MethodSummary[code.Methods.Length];
        for (var i = 0; i < _summaries.Length; i++)
        {
            _summaries[i] = new MethodSummary();
        }
    }

    public CodeBase Code { get; }

    public CallGraph Graph { get; }

    public MethodSummary SummaryOf(MethodModel method) => _summaries[method.Index];

    /// <summary>Learns what callers need to know, then tells the visitor what every method does.</summary>
    /// <param name="visitor">Told of the final state only.</param>
    /// <param name="pause">Called between methods; throws to end the scan.</param>
    public void Run(IFlowVisitor visitor, Action pause)
    {
        var work = Graph.Written.ToList();
        var unreadable = new HashSet<MethodModel>();
        for (var round = 0; round < MostRounds && work.Count > 0; round++)
        {
            var next = new HashSet<MethodModel>();
            foreach (var method in work)
            {
                pause();
                var summary = SummaryOf(method);
                summary.Changed = false;
                if (!TrySolve(method, static _ => { }))
                {
                    unreadable.Add(method);
                }

                if (summary.Changed)
                {
                    next.UnionWith(Graph.CallersOf(method));
                }
            }

            work = [.. Graph.Written.Where(next.Contains)];
        }

        foreach (var method in Graph.Written)
        {
            pause();
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
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or InvalidCastException or KeyNotFoundException)
        {
            return false;
        }
    }
}
