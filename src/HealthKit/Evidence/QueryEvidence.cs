using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Queries as the service sent them: per route and per statement.</summary>
public sealed record QueryEvidence : EvidenceRecord
{
    /// <summary>One entry a route that queried; "(background)" for work outside requests.</summary>
    public IReadOnlyList<RouteQueryEvidence> Routes { get; init; } = [];

    /// <summary>One entry a fingerprint.</summary>
    public IReadOnlyList<StatementEvidence> Statements { get; init; } = [];

    /// <summary>Commands since start, HealthKit's own apart.</summary>
    public long Commands { get; init; }

    /// <summary>Commands that found no slot and share the overflow fingerprint.</summary>
    public long OverflowCommands { get; init; }

    /// <summary>Commands whose text was sampled.</summary>
    public long SampledCommands { get; init; }

    /// <summary>True when latency ends at the first response; false when the host switched that event off and it includes the reader's time.</summary>
    public bool MeasuresFirstResponse { get; init; } = true;

    /// <summary>Data sources whose commands cannot be seen, and the one-line cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    /// <summary>How long commands have been observed.</summary>
    public TimeSpan Uptime { get; init; }

    internal override EvidenceRecord Without(SubjectFilter exempt) => this with
    {
        Routes = [.. Routes.Where(route => !exempt.Matches(SubjectKind.Route, route.Route))],
        Statements = [.. Statements.Where(statement => !exempt.MatchesAll(SubjectKind.Route, statement.Routes))],
    };
}
