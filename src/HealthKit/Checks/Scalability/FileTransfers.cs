using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long TransfersThatShowSmall = 30;

    public static readonly Check FileTransfers = new()
    {
        Id = "8.6",
        Section = Section.Scalability,
        Title = "Files go past the service, by presigned URLs or a CDN",
        Threshold = "presigned URLs or CDN",
        Severity = Severity.Medium,
        Attestable = true,
        Limit = new CheckLimit { Default = 1_048_576, Unit = LimitUnit.Bytes, Minimum = 1_024, Maximum = 104_857_600, MinimumSamples = 1_000 },
        Remedy = "Hand out presigned URLs of the object store from each route named above, so that clients upload and download there.",
        Clears = ["1.2"],
        Judge = Judge.From<FileTransferEvidence>(static (files, limits) =>
        {
            var large = files.Routes.Where(route => route.LargestBytes > limits.Limit).OrderByDescending(static route => route.LargestBytes).ToList();
            var declared = files.Routes.Where(static route => route.Declared && route.Uploads + route.Downloads < TransfersThatShowSmall).Except(large).ToList();
            var observed = $"{Units.Count(large.Count, "route")} carried files over {Units.Bytes(limits.Limit)} in {Units.Count(files.Requests, "request")}; {Units.Count(files.Routes.Count, "route")} with files of any size.";
            var offenders = large.Concat(declared).Select(route => Files(route, limits)).ToList();
            return large.Count > 0 ? Verdict.Fail(VerdictSource.Measured, observed, offenders, files.Requests)
                : declared.Count > 0 ? Verdict.Warn(VerdictSource.Inspected, observed, offenders, files.Requests)
                : Blindness.Of(files.BlindSpots, observed) is { } blind ? blind
                : files.Requests < limits.MinimumSamples ? Verdict.TooFew(VerdictSource.Measured, observed, $"{Units.Count(limits.MinimumSamples - files.Requests, "more request")} needed.", files.Requests)
                : Verdict.Pass(VerdictSource.Measured, observed, files.Requests);
        }),
    };

    private static Offender Files(FileRoute route, Limits limits) => new(
        route.Route,
        route.Uploads + route.Downloads == 0
            ? "takes or gives files by its declaration; none seen yet"
            : $"{Units.Count(route.Uploads, "upload")} and {Units.Count(route.Downloads, "download")}, the largest {Units.Bytes(route.LargestBytes)} (limit {Units.Bytes(limits.Limit)})");
}
