using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const int DependencyDown = 503;

    public static readonly Check HealthEndpoints = new()
    {
        Id = "7.5",
        Section = Section.Reliability,
        Title = "Liveness and readiness answer, and liveness touches no dependency",
        Threshold = "/health/live and /health/ready",
        Severity = Severity.High,
        Remedy = """
            Call MapHealthAudit(), and point the probes at /health/live and /health/ready:
                app.MapHealthAudit();
            """,
        Clears = ["7.6"],
        Judge = Judge.From<HealthEndpointEvidence>(static (health, _) =>
        {
            IReadOnlyList<Offender> offenders =
            [
                .. Faults("liveness", health.Live, health.EndpointsReadable, static status => status is >= 200 and < 300),
                .. Faults("readiness", health.Ready, health.EndpointsReadable, static status => status is (>= 200 and < 300) or DependencyDown),
                .. health.Live is { Dependencies.Count: > 0 } live ? [new Offender(live.Path, $"liveness asks {string.Join(", ", live.Dependencies)} (limit 0 dependencies): an outage of theirs restarts every instance")] : Array.Empty<Offender>(),
                .. health.Live is { QueryingCalls: > 0 } queried ? [new Offender(
                    queried.Path,
                    $"commands went to a database in {Units.Number(queried.QueryingCalls)} of {Units.Count(queried.Calls, "call")} of liveness (limit 0): middleware sends them for every request, and an outage would restart every instance",
                    $"Leave the probes out of that middleware: app.UseWhen(context => !context.Request.Path.StartsWithSegments(\"{queried.Path}\"), rest => rest.UseMiddleware<…>());")] : Array.Empty<Offender>(),
                .. health.Live is not null && health.Live.Path == health.Ready?.Path ? [new Offender(health.Live.Path, "serves as liveness and readiness at once")] : Array.Empty<Offender>(),
            ];
            return offenders.Count > 0 ? Verdict.Fail(VerdictSource.Inspected, $"{offenders[0].Subject}: {offenders[0].Observed}.", offenders)
                : health.Live is null || health.Ready is null ? Verdict.Blind("The endpoint table cannot be read, and no endpoint was declared: call app.MapHealthAudit().")
                : health.Live.LastStatus is null || health.Ready.LastStatus is null ? Verdict.TooFew(VerdictSource.Inspected, $"{health.Live.Path} and {health.Ready.Path} are mapped, but not both have been asked.", $"Ask {(health.Live.LastStatus is null ? health.Live.Path : health.Ready.Path)} once.")
                : !health.Live.DependenciesReadable ? Verdict.Blind($"What {health.Live.Path} asks cannot be read.")
                : Verdict.Pass(VerdictSource.Inspected, $"{health.Live.Path} answers {health.Live.LastStatus} and touches no dependency; {health.Ready.Path} answers {health.Ready.LastStatus}{(health.Ready.Dependencies.Count == 0 ? "" : $" and asks {string.Join(", ", health.Ready.Dependencies)}")}.");

            static IEnumerable<Offender> Faults(string word, HealthEndpoint? endpoint, bool readable, Func<int, bool> answers) => endpoint switch
            {
                null => readable ? [new Offender(word, "no endpoint is mapped")] : [],
                { LastStatus: >= 300 and < 400 and var status } => [new Offender(
                    endpoint.Path,
                    $"{word} answered every call with {status} (limit 2xx): a kubelet that asks over HTTP goes on to where the redirect points, and restarts the instance when nothing listens there",
                    $"Leave the probes out of the redirect: app.UseWhen(context => !context.Request.Path.StartsWithSegments(\"{endpoint.Path}\"), rest => rest.UseHttpsRedirection()); or give them scheme: HTTPS where the container serves it.")],
                { IsOwn: true, LastStatus: >= 400 and < 500 and var status } => [new Offender(
                    endpoint.Path,
                    $"{word} was refused with {status} (limit 2xx) by what stands before it: an orchestrator that is refused restarts the instance",
                    $"Leave the probes out of the limiter or guard: app.UseWhen(context => !context.Request.Path.StartsWithSegments(\"{endpoint.Path}\"), rest => rest.UseMiddleware<…>());")],
                { LastStatus: { } status } when !answers(status) => [new Offender(endpoint.Path, $"{word} answered {status} (limit 2xx)")],
                { Anonymous: false } => [new Offender(endpoint.Path, $"{word} refuses callers without credentials")],
                _ => [],
            };
        }),
    };
}
