using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Evidence;

/// <summary>All evidence of one audit, and the moment it is judged at.</summary>
public sealed class EvidenceSet
{
    private readonly Dictionary<Type, EvidenceRecord> _records = [];
    private readonly Dictionary<string, EvidenceGap> _gaps = new(StringComparer.Ordinal);

    /// <summary>Gathers records and gaps under one moment.</summary>
    /// <exception cref="ArgumentException">Two records of one kind were given.</exception>
    public EvidenceSet(DateTimeOffset asOf, IEnumerable<EvidenceRecord> records, IEnumerable<EvidenceGap>? gaps = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        AsOf = asOf;
        foreach (var record in records)
        {
            if (!_records.TryAdd(record.GetType(), record))
            {
                throw new ArgumentException($"Two records of kind {record.GetType().Name}: one source states one subject.", nameof(records));
            }
        }

        foreach (var gap in gaps ?? [])
        {
            _gaps[gap.Kind] = gap;
        }
    }

    private EvidenceSet(DateTimeOffset asOf, Dictionary<Type, EvidenceRecord> records, Dictionary<string, EvidenceGap> gaps) =>
        (AsOf, _records, _gaps) = (asOf, records, gaps);

    /// <summary>The moment of the audit.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>Every record, overdue ones included.</summary>
    public IReadOnlyCollection<EvidenceRecord> Records => _records.Values;

    /// <summary>Every gap.</summary>
    public IReadOnlyCollection<EvidenceGap> Gaps => _gaps.Values;

    /// <summary>A record that may still be judged, or null.</summary>
    public T? Find<T>()
        where T : EvidenceRecord =>
        Obstacle(typeof(T)) is null ? (T)_records[typeof(T)] : null;

    /// <summary>A record whatever its age, or null.</summary>
    internal EvidenceRecord? FindAnyAge(Type type) => _records.GetValueOrDefault(type);

    /// <summary>True when a source of this kind says why it has nothing.</summary>
    internal bool HasGap(Type type) => _gaps.ContainsKey(EvidenceKinds.Name(type));

    /// <summary>True when no source stated this kind, nor why it has nothing.</summary>
    internal bool IsAbsent(Type type) => !_records.ContainsKey(type) && !HasGap(type);

    /// <summary>Why a kind of evidence cannot be judged; null when it can.</summary>
    internal Verdict? Obstacle(Type type)
    {
        if (_gaps.TryGetValue(EvidenceKinds.Name(type), out var gap))
        {
            return gap.IsError ? Verdict.Error(gap.Reason) : Verdict.Blind(gap.Reason);
        }

        if (!_records.TryGetValue(type, out var record))
        {
            return Verdict.Blind(EvidenceKinds.Cure(type));
        }

        var age = AsOf - record.ObservedAt;
        return age <= record.MaxAge
            ? null
            : Verdict.Stale(FormattableString.Invariant($"The last {EvidenceKinds.Name(type)} evidence is {Units.Duration(age)} old; it counts for {Units.Duration(record.MaxAge)}."));
    }

    /// <summary>The same evidence without the exempted subjects of these kinds.</summary>
    internal EvidenceSet Without(SubjectFilter exempt, IReadOnlyCollection<Type> kinds) =>
        new(AsOf, _records.ToDictionary(pair => pair.Key, pair => kinds.Contains(pair.Key) ? pair.Value.Without(exempt) : pair.Value), _gaps);
}
