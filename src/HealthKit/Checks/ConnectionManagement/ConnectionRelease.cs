using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long OpensToFollow = 1_000;

    public static readonly Check ConnectionRelease = new()
    {
        Id = "4.8",
        Section = Section.ConnectionManagement,
        Title = "Every connection is released, also when the request fails",
        Threshold = "100 % coverage",
        Severity = Severity.Critical,
        Remedy = """
            Declare each connection with await using, so that it is released on every path:
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            """,
        AppliesTo = Absences.Database,
        Clears = ["4.2"],
        Judge = Judge.From<CustodyEvidence, PoolEvidence, CodeScanEvidence>(static (custody, pools, scan, _) => Findings.Worst(
            ConnectionSites.Source(scan, "4.8", custody.Leaks.Any(static leak => leak.Count > 0)),
            "connections",
            [
                .. custody.Leaks.Where(static leak => leak.Count > 0).OrderByDescending(static leak => leak.Count).Select(Leak),
                .. custody.Undecided.OrderByDescending(static held => held.Count).Select(Undecided),
                .. ConnectionSites.Flagged(scan, "4.8"),
                .. CustodyFindings.Released(custody, OpensToFollow),
                ConnectionSites.Scanned(scan, "4.8"),
                .. CustodyFindings.Untracked(custody, pools),
            ],
            custody.Opens)),
    };

    private static Finding Undecided(ConnectionLeak held) => Finding.Blind(
        held.Route,
        $"{Units.Count(held.Count, "connection")} still open 5 s after the request; whether in use is not known, since the server cannot be asked: it was out of reach, or a pooler hides its sessions",
        "Close the connection before its request ends, or open it outside of one if it shall outlive it.");

    private static Finding Leak(ConnectionLeak leak) => Finding.Fail(
        leak.Route,
        $"{Units.Count(leak.Count, "connection")} still open and idle 5 s after the request (limit 0), {Units.Number(leak.AfterFailure)} of them after a failure");
}
