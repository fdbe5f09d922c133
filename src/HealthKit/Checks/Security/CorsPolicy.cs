using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check CorsPolicy = new()
    {
        Id = "6.8",
        Section = Section.Security,
        Title = "Cross-origin requests are refused to origins that are not listed",
        Threshold = "domain allowlist",
        Severity = Severity.High,
        Remedy = """
            Replace AllowAnyOrigin() and SetIsOriginAllowed(_ => true) by the list of origins that may call:
                builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
                    .WithOrigins("https://shop.example.com")
                    .AllowAnyHeader()
                    .AllowAnyMethod()));
            """,
        Judge = Judge.From<CorsEvidence>(static (cors, _) =>
        {
            var open = cors.Policies.Where(static policy => policy.AdmitsRandomOrigin == true || policy.AdmitsLookAlikeOf is not null).OrderByDescending(static policy => policy.InUse != false).ThenByDescending(static policy => policy.AllowsCredentials).ToList();
            var unread = cors.Policies.Where(static policy => policy.AdmitsRandomOrigin is null).ToList();
            var pipeline = cors.PipelineAdmitsRandomOrigin == true && !open.Exists(static policy => policy.AdmitsRandomOrigin == true && policy.Endpoints.Count == 0 && policy.InUse != false);
            List<Offender> offenders = [.. pipeline ? [new Offender("(pipeline)", "UseCors admits a random origin on every path")] : Array.Empty<Offender>(), .. open.Select(OpenPolicy)];
            var observed = $"{offenders.Count} of {Units.Count(cors.Policies.Count + (pipeline ? 1 : 0), "policy", "policies")} admit {(open.Exists(static policy => policy.AdmitsLookAlikeOf is not null) ? "an origin that anybody can have" : "a random origin")}.";
            return pipeline || open.Exists(static policy => policy.InUse != false) ? Verdict.Fail(VerdictSource.Inspected, observed, offenders)
                : open.Count > 0 ? Verdict.Warn(VerdictSource.Inspected, observed, offenders)
                : unread.Count > 0 ? Verdict.Blind($"Policy {unread[0].Name} could not be evaluated.", observed, unread.ConvertAll(static policy => new Offender(policy.Name, "could not be evaluated")))
                : Blindness.Of(cors.BlindSpots, observed) is { } blind ? blind
                : cors.PipelineAdmitsRandomOrigin is null ? Verdict.Blind("The pipeline was not driven with a random origin, so a policy written in UseCors(…) would not be seen.", observed)
                : Verdict.Pass(VerdictSource.Inspected, cors.Policies.Count == 0 ? "No cross-origin policy, and the pipeline refused a random origin: same-origin only." : $"{Units.Count(cors.Policies.Count, "policy", "policies")} and the pipeline refused a random origin.", cors.Policies.Count);
        }),
    };

    private static Offender OpenPolicy(CorsPolicyEvidence policy) => new(
        policy.Name,
        $"{(policy.AdmitsLookAlikeOf is { } host ? $"admits hosts that only begin or end with {host}, such as healthkit{host}" : "admits a random origin")}{(policy.AllowsCredentials ? " with credentials" : "")}{(policy.InUse == false ? ", registered but unused" : policy.Endpoints.Count > 0 ? $", on {string.Join(", ", policy.Endpoints.Take(3))}{(policy.Endpoints.Count > 3 ? $" and {policy.Endpoints.Count - 3} more" : "")}" : "")}",
        policy.AdmitsLookAlikeOf is { } configured ? $"Compare the whole origin, policy.WithOrigins(\"https://{configured}\"), or subdomains with their dot: policy.WithOrigins(\"https://*.{configured}\").SetIsOriginAllowedToAllowWildcardSubdomains()." : null);
}
