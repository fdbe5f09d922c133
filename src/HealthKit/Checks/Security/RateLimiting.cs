using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check RateLimiting = new()
    {
        Id = "6.3",
        Section = Section.Security,
        Title = "Every public endpoint is rate limited",
        Threshold = "limits configured",
        Severity = Severity.High,
        Attestable = true,
        Remedy = """
            Add a limiter for each client:
                builder.Services.AddRateLimiter(limiter =>
                {
                    limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                    limiter.GlobalLimiter = System.Threading.RateLimiting.PartitionedRateLimiter.Create<HttpContext, string>(context =>
                        System.Threading.RateLimiting.RateLimitPartition.GetFixedWindowLimiter(
                            context.Connection.RemoteIpAddress?.ToString() ?? "",
                            _ => new() { PermitLimit = 100, Window = TimeSpan.FromMinutes(1) }));
                });
                app.UseRateLimiter();
            Behind a proxy call app.UseForwardedHeaders() before it, or all clients share the proxy's address. Where a gateway limits them, attest it.
            """,
        Clears = ["6.4"],
        AppliesTo = EndpointTables.None("serves anonymous callers", static endpoint => EndpointTables.IsPublic(endpoint) || EndpointTables.IsUndecided(endpoint)),
        Judge = Judge.From<EndpointTableEvidence>(static (table, _) =>
        {
            if (EndpointTables.Obstacle(table) is { } obstacle)
            {
                return obstacle;
            }

            var judged = EndpointTables.Judged(table);
            var exposed = judged.Where(EndpointTables.IsPublic).ToList();
            var unlimited = exposed.Where(static endpoint => endpoint.RateLimit is { Limited: false }).OrderByDescending(static endpoint => endpoint.AnonymousSuccesses).ToList();
            var unread = judged.Where(static endpoint => endpoint.RateLimit is null && (EndpointTables.IsPublic(endpoint) || EndpointTables.IsUndecided(endpoint))).ToList();
            var maybe = judged.Where(static endpoint => endpoint.RateLimit is { Limited: false } && EndpointTables.IsUndecided(endpoint)).ToList();
            var limitedOnes = exposed.Count(static endpoint => endpoint.RateLimit is { Limited: true });
            var observed = $"Of {Units.Count(exposed.Count, "public endpoint")} {Units.Number(limitedOnes)} {(limitedOnes == 1 ? "is" : "are")} rate limited.";
            return unlimited.Count > 0
                ? Verdict.Fail(VerdictSource.Inspected, observed, EndpointOffenders.Of(unlimited, static _ => "public, and no limiter refused a burst of calls"), exposed.Count).AsNotFound()
                : unread.Count > 0 ? Verdict.Blind($"The limit of {EndpointOffenders.Names(unread)} could not be measured{(unread.Find(static endpoint => endpoint.RateLimitUnreadable is not null) is { } opaque ? $": {opaque.RateLimitUnreadable}; attest it if that limits every client" : "; attest it if a gateway sets one")}.", observed, EndpointOffenders.Of(unread, static endpoint => endpoint.RateLimitUnreadable ?? "its limit could not be measured"))
                : maybe.Count > 0 ? Verdict.Blind($"Whether {EndpointOffenders.Names(maybe)} is public cannot be inspected, and it has no limit.", observed, EndpointOffenders.Of(maybe, static _ => "may be public, and has no limit"))
                : Blindness.Of(table.BlindSpots, observed) is { } blind ? blind
                : exposed.Count == 0 ? (judged.Count(EndpointTables.IsUndecided) is > 0 and var limited
                    ? Verdict.Pass(VerdictSource.Inspected, $"{Units.Count(limited, "endpoint")} that may be public {(limited == 1 ? "is" : "are")} rate limited.", limited)
                    : Verdict.Blind("No public endpoint is left to judge beside those exempted.", observed))
                : Verdict.Pass(VerdictSource.Inspected, observed, exposed.Count);
        }),
    };
}
