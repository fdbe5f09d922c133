using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Calls that hand the text of a command over, to a driver or to a method of the host's own that does.</summary>
internal sealed class SqlCalls(Heap heap, MethodModel method, CodeFlow code, TextCalls texts)
{
    /// <summary>Tells of the text that a call is given.</summary>
    public void Look(CallTarget target, List<Value> arguments)
    {
        if (target.SqlText >= 0 && target.SqlText < arguments.Count)
        {
            Sink(arguments[target.SqlText]);
        }
        else if (target.IsSafeSql)
        {
            heap.Visitor?.Sql(new SqlSite(method, heap.Offset, texts.Statement(arguments)));
        }
        else if (target.Own is { } own)
        {
            var sinks = code.Graph.ImplementationsOf(own).Aggregate(code.SummaryOf(own).Sinks, (all, implementation) => all | code.SummaryOf(implementation).Sinks);
            for (var i = 0; sinks != 0 && i < arguments.Count && i < 31; i++)
            {
                if ((sinks & (1u << i)) != 0)
                {
                    Sink(arguments[i]);
                }
            }
        }
    }

    // What a caller hands over is the caller's to answer for, where there is one.
    private void Sink(Value text)
    {
        if (text.Is != 0 && (text.Has(Traits.Passed) || !text.Has(Traits.Dynamic)))
        {
            code.SummaryOf(method).Sink(text.Is);
            if (code.Graph.HasKnownCallers(method))
            {
                return;
            }
        }

        heap.Visitor?.Sql(new SqlSite(method, heap.Offset, text.Traits & Texts.All));
    }
}
