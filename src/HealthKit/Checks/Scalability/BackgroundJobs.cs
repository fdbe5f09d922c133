using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    // Evidence counts requests over 5 s, the warm-up of their route included: an override can only be stricter.
    private const double SecondsCounted = 5;
    // A response that a slow client reads for seconds is counted as a long request too; a job takes long whoever calls.
    private const double ShareOfAJob = 0.01;
    private const long RequestsThatShowNoJobs = 10_000;
    private static readonly TimeSpan TimeThatShowsNoJobs = TimeSpan.FromHours(24);

    public static readonly Check BackgroundJobs = new()
    {
        Id = "8.5",
        Section = Section.Scalability,
        Title = "Long-running jobs run in a queue, not inside a request",
        Threshold = "job queue in use",
        Severity = Severity.Medium,
        Attestable = true,
        Limit = new CheckLimit { Default = SecondsCounted, Unit = LimitUnit.Seconds, Minimum = 0.5, Maximum = SecondsCounted, MinimumSamples = 1_000 },
        Remedy = "Queue the work of each route named above (a Channel<T> read by a BackgroundService, or a job library), and answer 202 with a URL for its state.",
        Clears = ["1.2", "1.3"],
        Judge = Judge.From<HttpEvidence, BackgroundJobEvidence>(static (http, jobs, limits) =>
        {
            var limit = TimeSpan.FromSeconds(limits.Limit);
            var slow = http.Routes
                .Where(static route => route.Kind is not RouteKind.Stream)
                .Select(route => (Route: route, Long: Math.Max(route.LongRequests, route.SinceStart.CountCertainlyOver(limit))))
                .Where(static route => route.Long > 0)
                .OrderByDescending(static route => route.Long)
                .ToList();
            var unsure = limits.Limit < SecondsCounted && http.Routes.Any(route => route.Kind is not RouteKind.Stream && route.SinceStart.CountPossiblyOver(limit) > Math.Max(route.LongRequests, route.SinceStart.CountCertainlyOver(limit)));
            var queues = (jobs?.Systems ?? []).Where(static system => system.Jobs > 0).ToList();
            var observed = $"{Units.Count(slow.Sum(static route => route.Long), "request")} of {Units.Number(http.Requests)} took longer than {Units.Duration(limit)}; {(jobs is null ? "job queues not looked for" : jobs.Systems.Count == 0 ? "no job queue" : string.Join(", ", jobs.Systems.Select(static system => $"{system.Name} ({(system.Jobs is { } count ? Units.Count(count, "job") : "jobs not counted")})")))}.";
            var offenders = slow.ConvertAll(slow => new Offender(slow.Route.Name, $"{Units.Count(slow.Long, "request")} of {Units.Number(slow.Route.Requests + slow.Route.WarmUp)} over {Units.Duration(limit)}"));
            return slow.Exists(static route => route.Long >= ShareOfAJob * (route.Route.Requests + route.Route.WarmUp)) ? Verdict.Fail(VerdictSource.Measured, observed, offenders, http.Requests)
                : slow.Count > 0 ? Verdict.Warn(VerdictSource.Measured, $"{observed} Fewer than {Units.Percent(ShareOfAJob)} of each route's: look whether they are work, or clients that read slowly.", offenders, http.Requests)
                : jobs is null ? Verdict.Blind(EvidenceKinds.Cure(typeof(BackgroundJobEvidence)), observed)
                : http.Requests < limits.MinimumSamples ? Verdict.TooFew(VerdictSource.Measured, observed, $"{Units.Count(limits.MinimumSamples - http.Requests, "more request")} needed.", http.Requests)
                : unsure ? Verdict.TooFew(VerdictSource.Measured, observed, $"Some requests took about {Units.Duration(limit)}; more are needed to tell.", http.Requests)
                : queues.Count > 0 ? Verdict.Pass(VerdictSource.Measured, observed, http.Requests)
                : jobs.Systems.Any(static system => system.Jobs is null) ? Verdict.Blind($"Whether {string.Join(", ", jobs.Systems.Where(static system => system.Jobs is null).Take(3).Select(static system => system.Name))} runs work that requests hand over cannot be seen. Count its jobs (AddHealthAudit().AddJobQueue(\"name\", …)), or attest that a queue is in use.", observed)
                : jobs.Systems.Count > 0 ? Verdict.TooFew(VerdictSource.Measured, observed, "The registered job system has run no job yet.", http.Requests)
                : http.Exempted > 0 ? Verdict.Blind($"{Units.Count(http.Exempted, "route")} exempted, so that whether there is long work is not known.", observed)
                : http.Uptime >= TimeThatShowsNoJobs && http.Requests >= RequestsThatShowNoJobs ? Verdict.NotApplicable(VerdictSource.Measured, $"There is no long work: {observed}")
                : Verdict.TooFew(VerdictSource.Measured, observed, $"That there is no long work shows after {Units.Duration(TimeThatShowsNoJobs)} and {Units.Number(RequestsThatShowNoJobs)} requests; {Units.Duration(http.Uptime)} and {Units.Number(http.Requests)} so far.", http.Requests);
        }),
    };
}
