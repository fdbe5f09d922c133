using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check AuthRateLimiting = new()
    {
        Id = "6.4",
        Section = Section.Security,
        Title = "Every endpoint that signs callers in lets a client try at most 10 times a minute",
        Threshold = "stricter limits (e.g. 10 req/min)",
        Severity = Severity.High,
        Attestable = true,
        Limit = new CheckLimit { Default = 10, Unit = LimitUnit.Count, Minimum = 1, Maximum = 600 },
        Remedy = """
            Limit sign-in for each client:
                builder.Services.AddRateLimiter(limiter => limiter.AddPolicy("sign-in", context =>
                    System.Threading.RateLimiting.RateLimitPartition.GetFixedWindowLimiter(
                        context.Connection.RemoteIpAddress?.ToString() ?? "",
                        _ => new() { PermitLimit = 10, Window = TimeSpan.FromMinutes(1) })));
                app.UseRateLimiter();
            Name the policy on the endpoints named above: [EnableRateLimiting("sign-in")] on a controller's action or a page, and on a minimal API's endpoint
                .RequireRateLimiting("sign-in");
            """,
        AppliesTo = EndpointTables.None("signs callers in", static endpoint => endpoint.AuthEndpoint is not AuthEndpointSign.None),
        Judge = Judge.From<EndpointTableEvidence>(static (table, limits) =>
        {
            if (EndpointTables.Obstacle(table) is { } obstacle)
            {
                return obstacle;
            }

            var doors = EndpointTables.Judged(table).Where(static endpoint => endpoint.AuthEndpoint is not AuthEndpointSign.None).OrderByDescending(static endpoint => endpoint.AuthEndpoint).ToList();
            var loose = doors.Where(endpoint => endpoint.RateLimit is { Limited: false } || endpoint.RateLimit?.PermitsPerMinute > limits.Limit).ToList();
            var shared = doors.Where(static endpoint => endpoint.RateLimit is { Limited: true, SharedByAllClients: true }).ToList();
            var unread = doors.Where(static endpoint => endpoint.RateLimit is null or { PermitsPerMinute: null, Limited: true } or { SharedByAllClients: null, Limited: true }).ToList();
            var strict = doors.Count - loose.Union(unread).Count();
            var observed = $"Of {Units.Count(doors.Count, "sign-in endpoint")} {Units.Number(strict)} {(strict == 1 ? "lets" : "let")} a client try at most {Units.Number(limits.Limit)} times a minute.";
            Verdict Unmet(List<EndpointEvidence> endpoints, bool fails)
            {
                var offenders = endpoints.ConvertAll(endpoint => Door(endpoint, limits));
                var verdict = fails ? Verdict.Fail(VerdictSource.Inspected, observed, offenders, doors.Count) : Verdict.Warn(VerdictSource.Inspected, observed, offenders, doors.Count);
                return endpoints.TrueForAll(static endpoint => endpoint.RateLimit is { Limited: false }) ? verdict.AsNotFound() : verdict;
            }

            return loose.Count > 0 ? Unmet(loose, loose[0].AuthEndpoint is not AuthEndpointSign.Route)
                : shared.Count > 0 ? Unmet(shared, fails: false)
                : unread.Count > 0 ? Verdict.Blind($"How often a client may call {EndpointOffenders.Names(unread)} could not be measured{(unread.Find(static endpoint => endpoint.RateLimitUnreadable is not null) is { } opaque ? $": {opaque.RateLimitUnreadable}" : "")}.", observed, unread.ConvertAll(endpoint => Door(endpoint, limits)))
                : Blindness.Of(table.BlindSpots, observed) is { } blind ? blind
                : doors.Count == 0 ? Verdict.Blind("No sign-in endpoint is left to judge beside those exempted.", observed)
                : Verdict.Pass(VerdictSource.Inspected, observed, doors.Count);
        }),
    };

    private static Offender Door(EndpointEvidence endpoint, Limits limits) => new(endpoint.Name, $"{Recognised(endpoint)}; {Permits(endpoint.RateLimit)} (limit {Units.Number(limits.Limit)})");

    private static string Permits(EndpointRateLimit? limit) => limit switch
    {
        null => "its limit could not be measured",
        { Limited: false } => "no limit",
        { PermitsPerMinute: null } => "limited, permits a minute not measured",
        { SharedByAllClients: true } => $"{Units.Count(limit.PermitsPerMinute.Value, "permit")} a minute in one bucket for all clients: one client locks out everybody",
        { SharedByAllClients: null } => $"{Units.Count(limit.PermitsPerMinute.Value, "permit")} a minute, not known whether each client has its own",
        _ => $"{Units.Count(limit.PermitsPerMinute.Value, "permit")} a minute for each client",
    };

    private static string Recognised(EndpointEvidence endpoint) => endpoint.AuthEndpoint switch
    {
        AuthEndpointSign.SignInSeen => "a sign-in was seen",
        AuthEndpointSign.Marked => "marked as sign-in",
        _ => "a sign-in by the name of its route, model or handler",
    };
}
