using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    // Who protects some has a scheme; what is left is forgotten, or public by nature.
    private const string AmongProtected = "Put [Authorize] or .RequireAuthorization() on each endpoint named above, or say that it is public, as a sign-in has to be: [AllowAnonymous] or .AllowAnonymous(). So that none is forgotten, ask for a signed-in user wherever nothing is said: builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());";

    public static readonly Check AuthenticationCoverage = new()
    {
        Id = "6.1",
        Section = Section.Security,
        Title = "Every endpoint that is not declared public refuses anonymous callers",
        Threshold = "100 % coverage",
        Severity = Severity.Critical,
        Attestable = true,
        Remedy = """
            Require a signed-in user everywhere. First a scheme, without which every request ends in 500; this one or the service's own:
                builder.Services.AddAuthentication().AddBearerToken();
            Then the rule for every endpoint that has none:
                builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(
                    new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            Declare what is meant to be public, the metrics endpoint and OpenAPI documents too unless their readers sign in: [AllowAnonymous] on a controller or a page, and on a minimal API's endpoint
                .AllowAnonymous();
            """,
        Judge = Judge.From<EndpointTableEvidence>(static (table, _) =>
        {
            if (EndpointTables.Obstacle(table) is { } obstacle)
            {
                return obstacle;
            }

            var judged = EndpointTables.Judged(table);
            var declared = judged.Count(static endpoint => endpoint.Protection is EndpointProtection.DeclaredPublic);
            var open = judged
                .Where(static endpoint => endpoint.Protection is not EndpointProtection.DeclaredPublic && EndpointTables.IsPublic(endpoint))
                .OrderByDescending(static endpoint => endpoint.AnonymousSuccesses)
                .ToList();
            var undecided = judged.Where(EndpointTables.IsUndecided).ToList();
            var refusing = judged.Count - declared - open.Count - undecided.Count;
            var observed = $"Of {Units.Count(judged.Count - declared, "endpoint")} not declared public {Units.Number(refusing)} {(refusing == 1 ? "refuses" : "refuse")} anonymous callers; {declared} declared public.";
            return open.Count > 0
                ? Verdict.Fail(open[0].AnonymousSuccesses > 0 ? VerdictSource.Measured : VerdictSource.Inspected, observed, EndpointOffenders.Of(open, OpenWords), judged.Count) with { Remedy = judged.Exists(static endpoint => endpoint.Protection is EndpointProtection.Protected) ? AmongProtected : null }
                : undecided.Count > 0 ? Verdict.Blind(
                    $"What protects {EndpointOffenders.Names(undecided)} cannot be inspected. Send 5 anonymous requests to each (401 or 403 proves it), or put RequireAuthorization() on it.",
                    observed,
                    EndpointOffenders.Of(undecided, static endpoint => endpoint.ProtectionReason ?? "its protection cannot be inspected"))
                : Blindness.Of(table.BlindSpots, observed) is { } blind ? blind
                : declared == judged.Count ? Verdict.Blind($"All {Units.Count(declared, "endpoint")} are declared public, so nothing is left to protect. Attest 6.1 if that is meant.", observed)
                : Verdict.Pass(VerdictSource.Inspected, observed, judged.Count);
        }),
    };

    private static string OpenWords(EndpointEvidence endpoint) => endpoint switch
    {
        { AnonymousSuccesses: > 0, Protection: EndpointProtection.Protected } => "anonymous callers were served, although its policy should refuse them",
        { AnonymousSuccesses: > 0, Protection: EndpointProtection.Opaque, ProtectionReason: { } reason } => $"anonymous callers were served; {reason}",
        { AnonymousSuccesses: > 0 } => "anonymous callers were served, and it is not declared public",
        _ => "no policy refuses anonymous callers, and it is not declared public",
    };
}
