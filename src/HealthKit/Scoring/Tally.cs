using HealthKit.Checks;

namespace HealthKit.Scoring;

/// <summary>Counts of outcomes over a set of judgements.</summary>
internal readonly record struct Tally(int Maximum, int Applicable, int Points, int Decided, int Attested)
{
    public double? Percent => Applicable == 0 ? null : 100.0 * Points / Applicable;

    public double? HighestPercent => Applicable == 0 ? null : 100.0 * (Points + Applicable - Decided) / Applicable;

    public double? Coverage => Applicable == 0 ? null : 100.0 * Decided / Applicable;

    public static Tally Of(IEnumerable<Judgement> judgements)
    {
        var tally = default(Tally);
        foreach (var (_, verdict, _) in judgements)
        {
            tally = new Tally(
                tally.Maximum + 1,
                tally.Applicable + (verdict.Outcome is Outcome.NotApplicable ? 0 : 1),
                tally.Points + (verdict.Outcome is Outcome.Pass ? 1 : 0),
                tally.Decided + (verdict.Outcome is Outcome.Pass or Outcome.Warn or Outcome.Fail ? 1 : 0),
                tally.Attested + (verdict is { Outcome: Outcome.Pass, Source: VerdictSource.Attested } ? 1 : 0));
        }

        return tally;
    }
}
