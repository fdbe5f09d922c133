using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check RequestSizeLimits = new()
    {
        Id = "1.6",
        Section = Section.ApiPerformance,
        Title = "Every request body is limited in size",
        Threshold = "max body size configured",
        Severity = Severity.High,
        Remedy = """
            Set the server's limit:
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 30_000_000);
            Give endpoints that need more a limit of their own instead of none: [RequestSizeLimit(100_000_000)] on a controller's action, and on a minimal API's endpoint
                .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(100_000_000));
            """,
        Judge = Judge.From<RequestLimitEvidence>(static (sizes, _) => Findings.Worst(
            VerdictSource.Inspected,
            "limits",
            [ServerLimit(sizes), .. sizes.UnlimitedEndpoints.Select(static route => Finding.Warn(route, "its own metadata lifts the limit", $"Replace DisableRequestSizeLimit of {route} by RequestSizeLimit(bytes)."))])),
    };

    private static Finding ServerLimit(RequestLimitEvidence sizes)
    {
        var form = sizes.FormLimitBytes is { } bytes ? $", forms at most {Units.Bytes(bytes)}" : "";
        return sizes switch
        {
            { ServerLimitReadable: false } => Finding.Blind(sizes.Server, "its limit cannot be read"),
            // The largest number is how "no limit" is written where null is not allowed.
            { ServerLimitBytes: null or long.MaxValue } => Finding.Fail(sizes.Server, "no limit"),
            _ => Finding.Pass(
                sizes.Server,
                $"at most {Units.Bytes(sizes.ServerLimitBytes.Value)}{(sizes.ServerLimitExplicit ? "" : " by default")}{form}, {Units.Count(sizes.EndpointsWithOwnLimit, "endpoint")} with an own limit"),
        };
    }
}
