using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(60);

    public static readonly Check RetryBackoff = new()
    {
        Id = "7.2",
        Section = Section.Reliability,
        Title = "Safe calls are retried with capped, jittered, exponential delays",
        Threshold = "retries capped, jittered",
        Severity = Severity.High,
        Remedy = """
            Give retries a growing, jittered delay and an end (package Microsoft.Extensions.Http.Resilience):
                builder.Services.ConfigureHttpClientDefaults(client => client.AddStandardResilienceHandler(options =>
                {
                    options.Retry.BackoffType = Polly.DelayBackoffType.Exponential;
                    options.Retry.UseJitter = true;
                    options.Retry.MaxRetryAttempts = 3;
                    options.Retry.MaxDelay = TimeSpan.FromSeconds(30);
                }));
            """,
        Limit = new CheckLimit { Default = 10, Unit = LimitUnit.Count, Minimum = 1, Maximum = 100 },
        AppliesTo = Absences.OutboundHttp,
        Attestable = true,
        Clears = ["7.1", "1.5"],
        Judge = Judge.From<OutboundHttpEvidence>(static (http, limits) =>
        {
            var clients = http.Clients.OrderByDescending(static client => client.Calls).ToList();
            var retried = clients.FindAll(static client => client.Retry is { Attempts: > 0 });
            var wrong = retried.FindAll(client => Fault(client.Retry!, limits.Limit) is not null);
            var needed = clients.FindAll(static client => client.IdempotentCalls > 0 && client.Retry is not { Attempts: > 0, CoversSafeCalls: true });
            var bare = needed.Except(wrong).Where(static client => client is { IsRaw: false, PipelineReadable: true, Forwarding: null }).ToList();
            var raw = needed.FindAll(static client => client.IsRaw);
            if (wrong.Count + bare.Count + raw.Count > 0)
            {
                return OutboundGuard.Uncovered(
                    wrong.ConvertAll(client => new Offender(OutboundGuard.Hosts(client), Fault(client.Retry!, limits.Limit)!)),
                    raw.ConvertAll(static client => new Offender(OutboundGuard.Hosts(client), $"{Units.Count(client.IdempotentCalls, "safe call")} by a client outside IHttpClientFactory: no retry found", "Take the client from IHttpClientFactory.")),
                    bare.ConvertAll(static client => new Offender(OutboundGuard.Hosts(client), $"{Missing(client)} over {Units.Count(client.IdempotentCalls, "safe call")}", $"{OutboundGuard.Builder(client)}.AddStandardResilienceHandler();")),
                    http.Calls);
            }

            var uncomputed = retried.Find(static client => client.Retry!.LongestDelay is null);
            var opaque = needed.FirstOrDefault() ?? clients.Find(static client => client is { Calls: > 0, IsRaw: false, PipelineReadable: false, Retry: null });
            return OutboundGuard.TooFew(http) ?? (opaque is not null ? OutboundGuard.Blind(opaque)
                : uncomputed is not null ? Verdict.Blind($"The delays of {OutboundGuard.Hosts(uncomputed)} come from code of its own and cannot be computed.")
                : Verdict.Pass(
                    VerdictSource.Inspected,
                    retried.Count == 0
                        ? $"{Units.Count(http.Calls, "outbound call")}, none with a safe or idempotent method: none may be retried."
                        : $"{string.Join("; ", retried.Select(static client => $"{client.Name} retries {Units.Count(client.Retry!.Attempts, "time")}, exponential and jittered, at most {Units.Duration(client.Retry.LongestDelay!.Value)} apart"))} (limit {limits.Limit:0} and 60 s).",
                    http.Calls));

            static string Missing(OutboundClientEvidence client) => client switch
            {
                { Retry.Attempts: > 0 } => "retries, but never a safe method: no retry",
                { HedgedAttempts: > 0 } => $"sends up to {Units.Count(client.HedgedAttempts, "further attempt")} at once, but no retry with backoff",
                _ => "no retry",
            };

            static string? Fault(RetryEvidence retry, double attempts) => retry switch
            {
                { Attempts: int.MaxValue } => "retries without end",
                _ when retry.Attempts > attempts => FormattableString.Invariant($"retries {retry.Attempts} times (limit {attempts:0})"),
                { Exponential: false } => $"retries {Units.Count(retry.Attempts, "time")} without exponential delays",
                { Jittered: false } => $"retries {Units.Count(retry.Attempts, "time")} without jitter",
                _ when retry.LongestDelay > LongestRetryDelay => $"waits up to {Units.Duration(retry.LongestDelay.Value)} between retries (limit 60 s)",
                _ => null,
            };
        }),
    };
}
