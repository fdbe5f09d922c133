using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const int ReplicasToRoll = 2;

    public static readonly Check ZeroDowntimeDeployment = new()
    {
        Id = "7.6",
        Section = Section.Reliability,
        Title = "A deployment replaces instances without downtime",
        Threshold = "rolling update or blue/green",
        Severity = Severity.High,
        Remedy = """
            Set in the Deployment
                spec:
                  replicas: 2
                  strategy:
                    type: RollingUpdate
                    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
            and in its container
                readinessProbe:
                  httpGet: { path: /health/ready, port: 8080 }
            """,
        Attestable = true,
        Clears = ["8.1"],
        Judge = Judge.From<DeploymentEvidence>(static (deployment, _) =>
        {
            var source = deployment.IsLive ? VerdictSource.Inspected : VerdictSource.Built;
            var faults = new[]
            {
                deployment.Strategy is DeploymentStrategy.Recreate ? "the old version stops before the new one starts (strategy Recreate)" : null,
                deployment.Replicas < ReplicasToRoll ? $"{Units.Count(deployment.Replicas.Value, "replica")} (limit {ReplicasToRoll})" : null,
                deployment.HasReadinessProbe is false ? "no readiness probe, so that traffic reaches an instance which has not started" : null,
                deployment is { Strategy: DeploymentStrategy.Rolling, Replicas: >= ReplicasToRoll } && deployment.MaxUnavailable >= deployment.Replicas ? $"maxUnavailable {deployment.MaxUnavailable} of {Units.Count(deployment.Replicas.Value, "replica")} takes all away at once" : null,
            }.Where(static fault => fault is not null).Select(fault => new Offender(deployment.Workload, fault!)).ToList();
            var unread = new[]
            {
                deployment.Strategy is DeploymentStrategy.Unknown ? "its strategy" : null,
                deployment.Replicas is null ? "its replicas" : null,
                deployment.HasReadinessProbe is null ? "its readiness probe" : null,
                deployment.Strategy is DeploymentStrategy.Rolling && deployment.MaxUnavailable is null ? "its maxUnavailable" : null,
            }.Where(static part => part is not null).ToList();
            return faults.Count > 0 ? Verdict.Fail(source, $"{deployment.Workload}: {string.Join("; ", faults.Select(static fault => fault.Observed))}.", faults)
                : unread.Count > 0 || deployment.Unreadable is not null ? Verdict.Blind($"{deployment.Workload}: {deployment.Unreadable ?? $"{string.Join(", ", unread)} cannot be read"}.")
                : Verdict.Pass(source, $"{deployment.Workload}: {(deployment.Strategy is DeploymentStrategy.Rolling ? $"rolling, at most {deployment.MaxUnavailable} unavailable" : "blue/green")}, {Units.Count(deployment.Replicas!.Value, "replica")}, readiness probe{(deployment.HasPreStopHook is true ? ", preStop hook" : "")}{(deployment.TerminationGracePeriod is { } grace ? $", {Units.Duration(grace)} of grace" : "")}.");
        }),
    };
}
