using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>How reports name a statement: its normalised text, cut, with the busiest route and the fingerprint to look it up by.</summary>
internal static class StatementNames
{
    private const int Longest = 160;

    public static string Of(StatementEvidence statement) => Name(statement.Text, statement.Routes, statement.Fingerprint);

    public static string Of(QueryPlan plan) => Name(plan.Text, plan.Routes, plan.Fingerprint);

    private static string Name(string text, IReadOnlyList<string> routes, string fingerprint) =>
        $"{(text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…"))} [{fingerprint}]{(routes.Count == 0 ? "" : $" in {routes[0]}")}";
}
