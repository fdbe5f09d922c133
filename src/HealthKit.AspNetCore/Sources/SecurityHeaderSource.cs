using HealthKit.Evidence;
using HealthKit.Requests;

namespace HealthKit.Sources;

/// <summary>States which security headers stood on sampled real responses.</summary>
internal sealed class SecurityHeaderSource(HeaderSamples samples, TimeProvider time) : MemorySource<SecurityHeaderEvidence>("security.headers", time)
{
    protected override SecurityHeaderEvidence Read(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        StatusClasses =
        [
            .. samples.Seen.Select(static status => new HeaderStatusClass
            {
                StatusClass = status.StatusClass,
                Responses = status.Responses,
                HttpsResponses = status.Https,
                Headers = [.. status.Headers.Where(static header => header.Expected > 0).Select(Presence)],
            }),
        ],
    };

    // A count that grows while it is read must not show more present than expected.
    private static HeaderPresence Presence(HeaderCount header)
    {
        var present = header.Present;
        var missing = header.MissingOn?.Key;
        return new HeaderPresence(header.Name, Math.Max(header.Expected, present), present, missing is { } route ? $"{route.Method} {route.Template}" : null);
    }
}
