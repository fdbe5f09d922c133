namespace HealthKit.Npgsql.Databases;

/// <summary>A join above a scan that need not give on every row of it.</summary>
/// <param name="Condition">What it compares, as EXPLAIN prints it.</param>
/// <param name="OtherRows">Rows that its other side is expected to bring.</param>
/// <param name="Rows">Rows that it is expected to give on.</param>
/// <param name="Next">The join above it, or null.</param>
internal sealed record JoinAbove(string Condition, double OtherRows, double Rows, JoinAbove? Next)
{
    // random_page_cost: what the planner reckons for a look-up, and for a row that one finds, at the most.
    private const double RandomPage = 4;

    // So much cheaper than the scan that no planner would have left an index aside.
    private const double ByFar = 0.5;

    // Above these the scan is what the join needs: so many look-ups, or rows on so many of the table's pages.
    private const double LookUps = 0.01;
    private const double Matches = 0.25;

    /// <summary>True when one look-up in an index for each row of the other side is expected to cost much less than the scan.</summary>
    public bool WantsIndex(double scanCost) => (OtherRows + Rows) * RandomPage <= ByFar * scanCost && !JoinColumns.HasAlternatives(Condition);

    /// <summary>True when it may: the planner knows how many rows match at the average, not for this value, and not which pages are in memory.</summary>
    public bool MayWantIndex(double scanRows) => OtherRows <= Math.Max(1, LookUps * scanRows) && Rows <= Matches * scanRows;
}
