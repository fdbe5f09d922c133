namespace HealthKit;

/// <summary>What a host decides about its audit and about the surfaces that show it. Binds from the configuration section "HealthAudit".</summary>
public sealed class HealthAuditOptions : AuditOptions
{
    /// <summary>How many routes get counters of their own; later ones share one, and the report says so.</summary>
    /// <value>10 to 10,000; 10,000 by default. A route takes at most 13 KB, and only once it is called.</value>
    public int RouteCapacity { get; set; } = 10_000;

    /// <summary>How long after the start requests are kept apart as warm-up, beside the first five of each route.</summary>
    /// <value>0 s to 10 min; 10 s by default.</value>
    public TimeSpan WarmUp { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the machine itself may read the audit over loopback outside Development. Leave it off where a reverse proxy on the same machine hands on requests of strangers over HTTP/1.1 with a loopback Host and none of the usual headers.</summary>
    /// <value>False by default.</value>
    public bool AllowLoopback { get; set; }

    /// <summary>The port whose callers may read the audit at every level; the host binds it, and keeps it inside.</summary>
    /// <value>1 to 65,535; none by default.</value>
    public int? ManagementPort { get; set; }

    /// <summary>The authorization policy whose holders may read the score.</summary>
    /// <value>The name of a policy; none by default, which admits nobody.</value>
    public string? SummaryPolicy { get; set; }

    /// <summary>The authorization policy whose holders may read every check with its offenders.</summary>
    /// <value>The name of a policy; none by default, which admits nobody.</value>
    public string? ChecksPolicy { get; set; }

    /// <summary>The authorization policy whose holders may read the evidence itself.</summary>
    /// <value>The name of a policy; none by default, which admits nobody.</value>
    public string? EvidencePolicy { get; set; }

    /// <summary>Whether a degraded dependency, such as a cache that is down, makes the instance not ready (503).</summary>
    /// <value>False by default: degraded answers 200.</value>
    public bool RequireForReadiness { get; set; }

    /// <summary>How long one run of the readiness checks may take before the instance counts as not ready.</summary>
    /// <value>100 ms to 1 min; 5 s by default.</value>
    public TimeSpan ReadinessTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the instance answers 503 on readiness before the server stops, so that load balancers look away first.</summary>
    /// <value>0 s to 5 min, at most half of the host's shutdown timeout; by default 5 s outside Development and none in it. Start-up says where less is kept.</value>
    public TimeSpan? DrainDelay { get; set; }

    /// <summary>A file of performance budgets, an object of routes and milliseconds: <c>{ "GET /orders": 200 }</c>.</summary>
    /// <value>The path of a JSON file, relative to the content root; none by default. A malformed file stops start-up.</value>
    public string? PerformanceBudgetFile { get; set; }

    /// <summary>Whether standard output is sampled, to tell structured log lines from free text.</summary>
    /// <value>True by default.</value>
    public bool WatchOutput { get; set; } = true;

    /// <summary>Whether the bodies of a few responses a second are counted on their way out, for sizes and items.</summary>
    /// <value>True by default.</value>
    public bool WatchResponses { get; set; } = true;

    /// <summary>The folder in which an instance records how it stopped, for the next one to read; mount a volume there to keep it across containers.</summary>
    /// <value>A path; by default the folder of STATE_DIRECTORY (systemd), else one of the service's own under the temporary folder.</value>
    public string? StateDirectory { get; set; }

    /// <summary>The path of the liveness probe.</summary>
    /// <value>A path without parameters; "/health/live" by default.</value>
    public string LivePath { get; set; } = "/health/live";

    /// <summary>The path of the readiness probe.</summary>
    /// <value>A path without parameters; "/health/ready" by default.</value>
    public string ReadyPath { get; set; } = "/health/ready";

    /// <summary>The path of the audit.</summary>
    /// <value>A path without parameters; "/health/audit" by default.</value>
    public string AuditPath { get; set; } = "/health/audit";

    /// <summary>The path that an exporter serves, so that scrapes stay out of the evidence.</summary>
    /// <value>A path without parameters; "/metrics" by default.</value>
    public string MetricsPath { get; set; } = "/metrics";

    /// <summary>What the host means to be public without AllowAnonymous: route templates with all below them, each for one method ("GET /products") or for all ("/search").</summary>
    /// <value>None by default. "/" is the root page alone.</value>
    public IList<string> PublicAreas { get; } = [];

    /// <summary>Whether authentication handlers, authorization handlers, policy providers and rate-limit partitioners of the host's own are asked about a made-up caller without credentials, for 6.1, 6.3 and 6.4.</summary>
    /// <value>True by default: each is asked once after start-up, and again when the endpoint table changes. False leaves what only they know unknown.</value>
    public bool AskHostCode { get; set; } = true;

    /// <summary>Whether metrics carry labels beyond the checklist's, such as the cache's or the pool's name.</summary>
    /// <value>False by default.</value>
    public bool ExtendedLabels { get; set; }

    /// <summary>Hosts that take telemetry, whose calls are no part of the service; those of OpenTelemetry's environment variables and of the usual vendors are known.</summary>
    /// <value>Names such as "seq.internal" or "seq.internal:5341"; none by default.</value>
    public IList<string> TelemetryHosts { get; } = [];

    /// <summary>The response header that carries the request's id back: the caller's own if it sent one, else the trace id.</summary>
    /// <value>The name of a header, such as "X-Request-ID"; none by default, which adds nothing.</value>
    public string? RequestIdHeader { get; set; }
}
