using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long ResponsesToSample = 30;
    private const string Hsts = "Strict-Transport-Security";
    private const string ContentPolicy = "Content-Security-Policy";
    private const string PolicyForPages = "Add h.ContentSecurityPolicy = \"default-src 'self'; frame-ancestors 'none'\"; to them where pages are served, and the other hosts that scripts, styles and images come from; scripts and styles that stand in the page need a nonce or a file of their own.";
    private static readonly string[] HeadersOnEveryResponse = ["X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"];

    public static readonly Check SecurityHeaders = new()
    {
        Id = "6.9",
        Section = Section.Security,
        Title = "Every response carries the security headers",
        Threshold = "headers present",
        Severity = Severity.Medium,
        Attestable = true,
        Remedy = """
            Set the headers in the first middleware, inside OnStarting so that error responses have them too:
                app.Use((context, next) =>
                {
                    context.Response.OnStarting(() =>
                    {
                        var headers = context.Response.Headers;
                        headers.XContentTypeOptions = "nosniff";
                        headers.XFrameOptions = "DENY";
                        headers["Referrer-Policy"] = "no-referrer";
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                app.UseHsts();
            A WebApplication puts authentication and authorization before all of this unless they are called by name; where the service has them, call them after it:
                app.UseAuthentication();
                app.UseAuthorization();
            HTML needs a Content-Security-Policy besides, for example default-src 'self'; try it as Content-Security-Policy-Report-Only first.
            """,
        Judge = Judge.From<SecurityHeaderEvidence>(static (evidence, _) =>
        {
            var responses = evidence.StatusClasses.Sum(static status => status.Responses);
            var served = evidence.StatusClasses.Where(static status => status.StatusClass < 4).ToList();
            var sampled = served.Sum(static status => status.Responses);
            var missing = MissingHeaders(served);
            var onErrors = MissingHeaders([.. evidence.StatusClasses.Except(served)]);
            var observed = $"{(missing.Count + onErrors.Count == 0 ? "No header" : string.Join(", ", missing.Concat(onErrors).Select(static header => header.Header).Distinct()))} missing in {Units.Count(responses, "sampled response")} ({string.Join(", ", evidence.StatusClasses.Select(static status => $"{status.Responses} {status.StatusClass}xx"))}).";
            var offenders = missing.Concat(onErrors).Select(static header => new Offender(header.Header, $"missing on {Units.Count(header.Expected - header.Present, "response")} of {header.Expected}{(header.MissingOn is null ? "" : $", for example {header.MissingOn}")}", header.Header == ContentPolicy ? PolicyForPages : null)).ToList();
            var unseen = HeadersOnEveryResponse.FirstOrDefault(name => Expected(served, name) == 0);
            var fail = Verdict.Fail(VerdictSource.Measured, observed, offenders, responses);

            // A header that never stands may be added by a proxy; one that stands on some responses only is this service's own.
            return missing.Count > 0 ? (missing.TrueForAll(static header => header.Present == 0) ? fail.AsNotFound() : fail)
                : onErrors.Count > 0 ? Verdict.Warn(VerdictSource.Measured, observed, offenders, responses)
                : sampled < ResponsesToSample ? Verdict.TooFew(VerdictSource.Measured, observed, $"{Units.Count(ResponsesToSample - sampled, "more response")} below 400 needed.", responses)
                : unseen is not null ? Verdict.Blind($"{unseen} was not looked at.", observed)
                : served.Sum(static status => status.HttpsResponses) == 0 || Expected(served, Hsts) == 0 ? Verdict.Blind("No request came by HTTPS, so HSTS cannot be judged. Terminate TLS here, or have the proxy send X-Forwarded-Proto.", observed)
                : Verdict.Pass(VerdictSource.Measured, observed, responses);
        }),
    };

    private static long Expected(IReadOnlyList<HeaderStatusClass> classes, string name) =>
        classes.SelectMany(static status => status.Headers).Where(header => header.Header == name).Sum(static header => header.Expected);

    private static List<HeaderPresence> MissingHeaders(IReadOnlyList<HeaderStatusClass> classes) =>
    [
        .. classes.SelectMany(static status => status.Headers)
            .GroupBy(static header => header.Header)
            .Select(static group => new HeaderPresence(group.Key, group.Sum(static header => header.Expected), group.Sum(static header => header.Present), group.FirstOrDefault(static header => header.Present < header.Expected)?.MissingOn))
            .Where(static header => header.Present < header.Expected)
            .OrderByDescending(static header => (double)(header.Expected - header.Present) / header.Expected),
    ];
}
