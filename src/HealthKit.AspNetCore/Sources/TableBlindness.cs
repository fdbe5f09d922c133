using HealthKit.Evidence;
using HealthKit.Pipeline;

namespace HealthKit.Sources;

/// <summary>What answers requests beside the endpoint table, or instead of it.</summary>
internal static class TableBlindness
{
    /// <summary>Why a host has no endpoint table.</summary>
    public static string Reason(PipelineShape? shape) =>
        shape?.Find(PipelineInstruments.Router) is not null
            ? "MVC runs without endpoint routing, so there is no endpoint table. Remove EnableEndpointRouting = false and map the actions (MapControllers, MapControllerRoute), or attest."
            : "The host has no endpoint of its own: middleware answers its requests, which cannot be inspected. Map what it answers with endpoint routing (MapGet, MapControllers, …), or attest.";

    /// <summary>The parts that answer requests outside the table.</summary>
    public static IReadOnlyList<BlindSpot> Spots(PipelineShape? shape, long servedUnmatched)
    {
        if (shape is null or { Unreadable: not null })
        {
            return [new BlindSpot("pipeline", shape?.Unreadable ?? "It has not been built yet.", "Attest the check, or update HealthKit.")];
        }

        var spots = new List<BlindSpot>();
        if (shape.Find(PipelineInstruments.Router) is not null)
        {
            spots.Add(new BlindSpot("routes of MVC without endpoint routing", "They are not in the endpoint table.", "Map them with endpoint routing."));
        }

        spots.AddRange(shape.Branches.Where(static branch => branch.AnswersByItself).Select(static branch => branch.Steps[^1].Name).Distinct(StringComparer.Ordinal)
            .Select(static name => new BlindSpot($"app.Map branch to {name}", "It answers requests outside the endpoint table.", "Map it as an endpoint instead: MapGet, MapControllers, or endpoints.Map(path, endpoints.CreateApplicationBuilder()….Build()).")));
        if (shape.Terminal is { IsHost: true } terminal)
        {
            spots.Add(new BlindSpot($"app.Run in {terminal.Name}", "It answers what no endpoint matches.", "Map it as an endpoint instead: MapFallback(…)."));
        }

        if (spots.Count == 0 && servedUnmatched > 0 && !shape.All.Any(static step => PipelineInstruments.Harmless.Any(step.Is)))
        {
            spots.Add(new BlindSpot("requests that match no endpoint", "Middleware served some of them to anonymous callers.", "Map what it answers as an endpoint."));
        }

        return spots;
    }
}
