using System.Globalization;
using HealthKit.Checks;

namespace HealthKit.Scoring;

/// <summary>The only place that turns verdicts into points, sections, bands and actions.</summary>
internal static class Scorer
{
    private const int ActionCount = 3;

    public static Score Score(IReadOnlyList<Judgement> judgements)
    {
        var tally = Tally.Of(judgements);
        var provisional = Bands.IsProvisional(tally.Coverage);
        var band = Bands.Name(tally.Percent);
        return new Score
        {
            Points = tally.Points,
            Applicable = tally.Applicable,
            Maximum = tally.Maximum,
            Percent = Bands.Show(tally.Percent),
            StrictPercent = tally.Maximum == 0 ? 0 : Bands.Show(100.0 * tally.Points / tally.Maximum),
            CoveragePercent = Bands.Show(tally.Coverage),
            Verified = tally.Points - tally.Attested,
            Attested = tally.Attested,
            Provisional = provisional,
            LowestPercent = Bands.Show(tally.Percent),
            HighestPercent = Bands.Show(tally.HighestPercent),
            Band = provisional
                ? string.Create(CultureInfo.InvariantCulture, $"Provisional: {Bands.Show(tally.Percent):0.#}-{Bands.Show(tally.HighestPercent):0.#} %, {tally.Applicable - tally.Decided} checks undecided")
                : band,
        };
    }

    public static IReadOnlyList<SectionScore> Sections(IReadOnlyList<Judgement> judgements) =>
    [
        .. from judgement in judgements
           where judgement.Check.Section is not null
           group judgement by judgement.Check.Section!.Value into section
           orderby section.Key
           let tally = Tally.Of(section)
           select new SectionScore
           {
               Number = (int)section.Key,
               Name = section.Key.DisplayName(),
               Points = tally.Points,
               Applicable = tally.Applicable,
               Maximum = tally.Maximum,
               Percent = Bands.Show(tally.Percent),
           },
    ];

    /// <summary>Fail before Warn, then severity, then the checks it is likely to clear, then checklist order.</summary>
    public static IReadOnlyList<ActionItem> Actions(IReadOnlyList<Judgement> judgements)
    {
        var unmet = judgements
            .Where(judgement => judgement.Verdict.Outcome is Outcome.Fail or Outcome.Warn)
            .ToDictionary(judgement => judgement.Check.Id, StringComparer.Ordinal);

        List<string> Clears(Check check) => [check.Id, .. check.Clears.Where(unmet.ContainsKey)];

        return
        [
            .. unmet.Values
                .Select(judgement => (judgement.Check, judgement.Verdict, Clears: Clears(judgement.Check)))
                .OrderByDescending(action => action.Verdict.Outcome is Outcome.Fail)
                .ThenByDescending(action => action.Check.Severity)
                .ThenByDescending(action => action.Clears.Count)
                .Take(ActionCount)
                .Select(action => new ActionItem
                {
                    Id = action.Check.Id,
                    Why = action.Verdict.Observed.Length > 0 ? action.Verdict.Observed : action.Verdict.Reason ?? action.Check.Title,
                    Remedy = action.Verdict.Remedy ?? action.Check.Remedy,
                    Points = action.Clears.Count,
                    Clears = action.Clears,
                    Sections = [.. action.Clears.Select(id => unmet[id].Check.Section).OfType<Section>().Select(section => (int)section).Distinct().Order()],
                }),
        ];
    }
}
