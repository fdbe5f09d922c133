using HealthKit.Evidence;

namespace HealthKit.Inspection;

/// <summary>Corrects what inspection says of bound models by what was seen to run.</summary>
internal static class ValidationRuns
{
    private const long RequestsThatShow = 20;
    private const double Nearly = 0.95;

    public static IReadOnlyList<BoundModelEvidence> Seen(EndpointEvidence endpoint, IEnumerable<IValidationWatch> watches)
    {
        var models = endpoint.BoundModels;
        foreach (var watch in watches)
        {
            if (models.Count > 0 && watch.Of(endpoint) is ( >= RequestsThatShow and var accepted, var validated))
            {
                // Rules that ran in some requests and not in others stay unknown; so do those that something else may run.
                models = validated >= accepted * Nearly ? [.. models.Select(static model => model is { RulesRun: true, Rules: not 0 } ? model : model with { RulesRun = true, Rules = model.Rules == 0 ? null : model.Rules })]
                    : validated == 0 ? [.. models.Select(static model => model is { HasValidator: true, RulesRun: null } or { HasValidator: true, Rules: null } ? model with { RulesRun = false } : model)]
                    : models;
            }
        }

        return models;
    }
}
