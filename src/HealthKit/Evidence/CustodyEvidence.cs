using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Who holds connections, for how long, and what they do meanwhile.</summary>
public sealed record CustodyEvidence : EvidenceRecord
{
    /// <summary>Connections that requests opened and that were followed to their end.</summary>
    public long Opens { get; init; }

    /// <summary>Connections opened outside requests: shown, not judged.</summary>
    public long BackgroundOpens { get; init; }

    /// <summary>Connections still open and idle 5 s after their request ended.</summary>
    public IReadOnlyList<ConnectionLeak> Leaks { get; init; } = [];

    /// <summary>Connections still open 5 s after their request of which the server cannot say whether they are in use.</summary>
    public IReadOnlyList<ConnectionLeak> Undecided { get; init; } = [];

    /// <summary>Connections that were still open and idle 5 s after their request, and were closed at last, within the last 24 h.</summary>
    public long ClosedLate { get; init; }

    /// <summary>Requests observed that made an outbound HTTP call, with their connections followed meanwhile.</summary>
    public long RequestsCallingOut { get; init; }

    /// <summary>Those that called out inside an ambient transaction (TransactionScope) after they had closed a connection: the driver keeps what was opened there until the transaction ends.</summary>
    public long RequestsCallingOutInTransaction { get; init; }

    /// <summary>Connections held idle over an outbound HTTP call.</summary>
    public IReadOnlyList<HeldConnection> HeldOverHttp { get; init; } = [];

    /// <summary>Data sources whose connections cannot be followed.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) => this with
    {
        Leaks = [.. Leaks.Where(leak => !exempt.Matches(SubjectKind.Route, leak.Route))],
        Undecided = [.. Undecided.Where(held => !exempt.Matches(SubjectKind.Route, held.Route))],
        HeldOverHttp = [.. HeldOverHttp.Where(held => !exempt.Matches(SubjectKind.Route, held.Route))],
    };
}
