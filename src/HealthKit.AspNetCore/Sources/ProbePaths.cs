using System.Collections.Frozen;

namespace HealthKit.Sources;

/// <summary>Paths at which hosts usually answer probes, beside the configured ones.</summary>
internal static class ProbePaths
{
    private static readonly FrozenSet<string> Live = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "/health/live", "/health/liveness", "/health/alive", "/healthz/live", "/livez", "/live", "/liveness", "/alive");

    private static readonly FrozenSet<string> Ready = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "/health/ready", "/health/readiness", "/healthz/ready", "/readyz", "/ready", "/readiness");

    public static bool IsLive(string path, HealthAuditOptions options) => Same(path, options.LivePath) || Live.Contains(path);

    public static bool IsReady(string path, HealthAuditOptions options) => Same(path, options.ReadyPath) || Ready.Contains(path);

    private static bool Same(string path, string other) => string.Equals(path, other, StringComparison.OrdinalIgnoreCase);
}
