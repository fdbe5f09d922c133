using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The rule that 5.5 and 5.6 share: one loaded, healthy alert on all of the service's traffic, no looser than the limit.</summary>
internal static class LoadedAlert
{
    public static Verdict Judge(AlertRuleEvidence alerts, AlertSubject subject, Func<double, string> figure, Limits limits)
    {
        var rules = alerts.Rules.Where(rule => rule.Subject == subject).OrderBy(static rule => rule.Threshold ?? double.MaxValue).ToList();
        var limit = figure(limits.Limit);
        if (rules.Count == 0)
        {
            return Verdict.Fail(VerdictSource.Inspected, $"None of {Units.Count(alerts.RulesLookedAt, "loaded alerting rule")} watches it (limit {limit}).", samples: alerts.RulesLookedAt).AsNotFound();
        }

        var tight = rules.FindAll(rule => rule is { Restriction: null, Threshold: >= 0 } && rule.Threshold <= limits.Limit);
        var sure = tight.Find(static rule => rule is { Health: AlertRuleHealth.Ok, Match: not AlertMatch.Structural });
        if (sure is not null)
        {
            return Verdict.Pass(VerdictSource.Inspected, $"{sure.Name} fires above {figure(sure.Threshold!.Value)} (limit {limit}) after {Units.Duration(sure.For)}{(sure.Match is AlertMatch.Exact ? ", as HealthKit generated it" : ", and agrees with HealthKit's own figures")}. {Delivery(alerts.Alertmanagers)}", alerts.RulesLookedAt);
        }

        var offenders = rules.ConvertAll(rule => new Offender(rule.Name, Words(rule, figure, limit)));
        var observed = $"{offenders[0].Subject}: {offenders[0].Observed}.";
        return tight.Find(static rule => rule is { Health: AlertRuleHealth.Ok }) is { } likely
            ? Verdict.Blind($"{likely.Name} looks right, but its figures could not be compared with HealthKit's. Load the rule that HealthKit generates.", observed, offenders)
            : tight.Find(static rule => rule is { Health: AlertRuleHealth.Unknown }) is { } young
                ? Verdict.TooFew(VerdictSource.Inspected, observed, $"Wait for the first evaluation of {young.Name}.", alerts.RulesLookedAt)
                : rules.Exists(static rule => rule is { Health: AlertRuleHealth.Ok, Threshold: not null })
                    ? Verdict.Warn(VerdictSource.Inspected, observed, offenders, alerts.RulesLookedAt)
                    : Verdict.Fail(VerdictSource.Inspected, observed, offenders, alerts.RulesLookedAt);
    }

    private static string Words(AlertRule rule, Func<double, string> figure, string limit) => rule switch
    {
        { Health: AlertRuleHealth.Failing } => "cannot be evaluated, and never fires",
        { Threshold: null or double.NaN } => "has a threshold that cannot be read",
        { Restriction: { } part } => $"covers only {part}",
        { Health: AlertRuleHealth.Unknown } => "has not been evaluated yet",
        _ => $"fires above {figure(rule.Threshold.Value)} (limit {limit})",
    };

    private static string Delivery(int? alertmanagers) => alertmanagers switch
    {
        null => "Whether an Alertmanager is attached is not known.",
        0 => "No Alertmanager is attached: it fires, but tells nobody.",
        _ => $"{Units.Count(alertmanagers.Value, "Alertmanager")} attached.",
    };
}
