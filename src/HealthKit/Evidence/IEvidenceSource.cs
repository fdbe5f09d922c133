namespace HealthKit.Evidence;

/// <summary>Produces evidence, on demand from memory or in the background from outside the process.</summary>
public interface IEvidenceSource
{
    /// <summary>The source's name in the report, for example "postgresql.catalog".</summary>
    string Name { get; }

    /// <summary>The kinds of evidence it states; a failure of the source is a gap in each of them.</summary>
    IReadOnlyList<Type> Kinds { get; }

    /// <summary>How often it is asked; zero for a source that only reads memory and is asked at each audit.</summary>
    TimeSpan Interval { get; }

    /// <summary>How long one attempt may take.</summary>
    TimeSpan Timeout { get; }

    /// <summary>States what is known now. Each kind is either a record or a gap; an omitted kind is treated as not looked at.</summary>
    ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken);
}
