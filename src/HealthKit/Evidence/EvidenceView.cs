namespace HealthKit.Evidence;

/// <summary>The part of an <see cref="EvidenceSet"/> that a check declared.</summary>
internal readonly struct EvidenceView(EvidenceSet set, Type[] declared)
{
    public T Get<T>()
        where T : EvidenceRecord =>
        Find<T>() ?? throw new InvalidOperationException($"{typeof(T).Name} is absent; the obstacle should have been reported before.");

    public T? Find<T>()
        where T : EvidenceRecord =>
        Array.IndexOf(declared, typeof(T)) >= 0
            ? set.Find<T>()
            : throw new InvalidOperationException($"A check asked for {typeof(T).Name} without declaring it.");
}
