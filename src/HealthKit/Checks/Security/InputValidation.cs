using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check InputValidation = new()
    {
        Id = "6.6",
        Section = Section.Security,
        Title = "Every model bound from requests has validation rules that run",
        Threshold = "validation library in use",
        Severity = Severity.High,
        Limit = new CheckLimit { Default = 1, Unit = LimitUnit.Ratio, Minimum = 0.5, Maximum = 1, LowerIsStricter = false, Warn = 0.8 },
        Remedy = """
            Give each model named above rules ([Required], [StringLength(200)], [Range(1, 100)], …) and have them run: [ApiController] on controllers, and for minimal APIs
                builder.Services.AddValidation();
            """,
        AppliesTo = EndpointTables.None("binds a model with a string or a collection", static endpoint => endpoint.BoundModels.Count > 0 || endpoint.InputUnreadable is not null),
        Judge = Judge.From<EndpointTableEvidence>(static (table, limits) =>
        {
            if (EndpointTables.Obstacle(table) is { } obstacle)
            {
                return obstacle;
            }

            var judged = EndpointTables.Judged(table);
            var models = judged.SelectMany(static endpoint => endpoint.BoundModels.Select(model => (Endpoint: endpoint, Model: model))).ToList();
            var validated = models.Count(static bound => bound.Model is { RulesRun: true, Rules: not 0 });
            var bare = models.Where(static bound => bound.Model is { RulesRun: false } or { Rules: 0 }).ToList();
            var unreadable = judged.Where(static endpoint => endpoint.InputUnreadable is not null || endpoint.BoundModels.Any(static model => model is { RulesRun: null, Rules: not 0 })).ToList();
            var untold = models.Count - validated - bare.Count;
            var observed = $"{validated} of {Units.Count(models.Count, "bound model")} have rules that run ({Units.Percent(limits.Limit)} asked){(untold == 0 ? "" : $"; of {untold} it cannot be told")}.";
            var offenders = bare.ConvertAll(static bound => new Offender($"{bound.Endpoint.Name}: {bound.Model.Type}", bound.Model.Rules == 0 ? "no rules" : "its rules never run"));

            // A model that cannot be told counts as validated where it decides against the service, and as bare where it decides for it.
            var best = models.Count == 0 ? 1 : (double)(models.Count - bare.Count) / models.Count;
            return best < limits.Warn ? Verdict.Fail(VerdictSource.Inspected, observed, offenders, models.Count)
                : best < limits.Limit ? Verdict.Warn(VerdictSource.Inspected, observed, offenders, models.Count)
                : unreadable.Count > 0 ? Verdict.Blind(
                    $"What {EndpointOffenders.Names(unreadable)} takes from requests cannot be inspected.",
                    observed,
                    EndpointOffenders.Of(unreadable, static endpoint => endpoint.InputUnreadable ?? (endpoint.BoundModels.Any(static model => model is { HasValidator: true, RulesRun: null })
                        ? "a validator is registered, which says nothing of its being called; with AddHealthAudit().AddFluentValidation() 20 requests that it accepts show that"
                        : "whether its rules run and refuse what breaks them cannot be told; the framework does both by AddValidation() for minimal APIs and [ApiController] for controllers")))
                : Blindness.Of(table.BlindSpots, observed) is { } blind ? blind
                : models.Count == 0 ? Verdict.Blind("No bound model is left to judge beside those exempted.", observed)
                : Verdict.Pass(VerdictSource.Inspected, observed, models.Count);
        }),
    };
}
