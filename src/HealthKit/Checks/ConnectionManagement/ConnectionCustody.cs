using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long RequestsCallingOutNeeded = 300;
    private const string CallsKnown = "of calls out it knows HttpClient, WebClient, WebRequest, gRPC, RestSharp and Flurl, not the SDKs of clouds and payment providers";

    public static readonly Check ConnectionCustody = new()
    {
        Id = "4.9",
        Section = Section.ConnectionManagement,
        Title = "No connection is held across an external HTTP call",
        Threshold = "0 violations",
        Severity = Severity.High,
        Remedy = "Release the connection before the call named above: finish or commit the database work, dispose the connection, then call out, and open another one for what follows.",
        AppliesTo = Absences.DatabaseBesideOutboundHttp,
        Clears = ["4.2", "1.4"],
        Judge = Judge.From<CustodyEvidence, PoolEvidence, CodeScanEvidence>(static (custody, pools, scan, _) => Findings.Worst(
            ConnectionSites.Source(scan, "4.9", custody.HeldOverHttp.Any(static held => held.Requests > 0)),
            "requests that call out",
            [
                .. custody.HeldOverHttp.Where(static held => held.Requests > 0).OrderByDescending(static held => held.PoolTimeLost).Select(HeldOverHttp),
                .. ConnectionSites.Flagged(scan, "4.9"),
                custody.RequestsCallingOut < RequestsCallingOutNeeded
                    ? Finding.TooFew("", $"{Units.Count(custody.RequestsCallingOut, "request")} that called out so far, {Units.Number(RequestsCallingOutNeeded)} are needed")
                    : Finding.Pass("", $"none of {Units.Count(custody.RequestsCallingOut, "request")} that called out held an idle connection meanwhile; {(ConnectionSites.Looked(scan, "4.9") is { } looked ? $"code scan: {looked}; {CallsKnown}" : "paths that no request took were not looked at: no code scan")}"),
                .. CallsInTransactions(custody),
                .. CustodyFindings.Untracked(custody, pools),
            ],
            custody.RequestsCallingOut)),
    };

    private static IEnumerable<Finding> CallsInTransactions(CustodyEvidence custody) => custody.RequestsCallingOutInTransaction == 0 ? [] :
    [
        Finding.Blind(
            "TransactionScope",
            $"{Units.Count(custody.RequestsCallingOutInTransaction, "request")} called out inside an ambient transaction after a connection was closed; the driver keeps one that was opened in it until the transaction ends",
            "Complete the TransactionScope before the call, and begin another one for what follows."),
    ];

    private static Finding HeldOverHttp(HeldConnection held) => Finding.Fail(
        held.Route,
        $"held a connection over a call to {held.Host} in {Units.Count(held.Requests, "request")} (limit 0), {Units.Duration(held.PoolTimeLost)} of pool time lost");
}
