using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>A pure function from declared evidence and limits to a verdict.</summary>
public sealed class Judge
{
    private readonly Func<EvidenceView, Limits, Verdict> _decide;

    private Judge(Type[] requires, Type[] mayUse, Func<EvidenceView, Limits, Verdict> decide) =>
        (Requires, MayUse, _decide) = (requires, mayUse, decide);

    /// <summary>The kinds of evidence without which the check is unknown.</summary>
    public IReadOnlyList<Type> Requires { get; }

    /// <summary>The kinds of evidence that refine the verdict when present.</summary>
    public IReadOnlyList<Type> MayUse { get; }

    /// <summary>Judges one kind of evidence.</summary>
    public static Judge From<T>(Func<T, Limits, Verdict> decide)
        where T : EvidenceRecord
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new Judge([typeof(T)], [], (view, limits) => decide(view.Get<T>(), limits));
    }

    /// <summary>Judges one kind of evidence, with a second one where it is present.</summary>
    public static Judge From<T1, T2>(Func<T1, T2?, Limits, Verdict> decide)
        where T1 : EvidenceRecord
        where T2 : EvidenceRecord
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new Judge([typeof(T1)], [typeof(T2)], (view, limits) => decide(view.Get<T1>(), view.Find<T2>(), limits));
    }

    /// <summary>Judges one kind of evidence, with two others where they are present.</summary>
    public static Judge From<T1, T2, T3>(Func<T1, T2?, T3?, Limits, Verdict> decide)
        where T1 : EvidenceRecord
        where T2 : EvidenceRecord
        where T3 : EvidenceRecord
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new Judge([typeof(T1)], [typeof(T2), typeof(T3)], (view, limits) => decide(view.Get<T1>(), view.Find<T2>(), view.Find<T3>(), limits));
    }

    /// <summary>Judges one kind of evidence, with three others where they are present.</summary>
    public static Judge From<T1, T2, T3, T4>(Func<T1, T2?, T3?, T4?, Limits, Verdict> decide)
        where T1 : EvidenceRecord
        where T2 : EvidenceRecord
        where T3 : EvidenceRecord
        where T4 : EvidenceRecord
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new Judge([typeof(T1)], [typeof(T2), typeof(T3), typeof(T4)], (view, limits) => decide(view.Get<T1>(), view.Find<T2>(), view.Find<T3>(), view.Find<T4>(), limits));
    }

    /// <summary>Judges two kinds of evidence, both needed.</summary>
    public static Judge FromBoth<T1, T2>(Func<T1, T2, Limits, Verdict> decide)
        where T1 : EvidenceRecord
        where T2 : EvidenceRecord
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new Judge([typeof(T1), typeof(T2)], [], (view, limits) => decide(view.Get<T1>(), view.Get<T2>(), limits));
    }

    /// <summary>Judges two kinds of evidence, both needed, with a third one where it is present.</summary>
    public static Judge FromBoth<T1, T2, T3>(Func<T1, T2, T3?, Limits, Verdict> decide)
        where T1 : EvidenceRecord
        where T2 : EvidenceRecord
        where T3 : EvidenceRecord
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new Judge([typeof(T1), typeof(T2)], [typeof(T3)], (view, limits) => decide(view.Get<T1>(), view.Get<T2>(), view.Find<T3>(), limits));
    }

    internal Verdict Decide(EvidenceView view, Limits limits) => _decide(view, limits);
}
