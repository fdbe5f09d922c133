namespace HealthKit.Checks;

/// <summary>
/// Hot = the smallest set, by descending count, that reaches 80 % of the population, at least three, plus every member with at least 10 % of total time.
/// </summary>
internal static class Hot
{
    private const double ShareOfCount = 0.8;
    private const double ShareOfTime = 0.1;
    private const int AtLeast = 3;

    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> population, Func<T, long> count, Func<T, TimeSpan> time)
    {
        var total = population.Sum(count);
        var totalTime = population.Sum(member => time(member).Ticks);
        var hot = new List<T>();
        long reached = 0;
        foreach (var member in population.Where(member => count(member) > 0).OrderByDescending(count))
        {
            var needed = reached < ShareOfCount * total || hot.Count < AtLeast;
            var slow = totalTime > 0 && time(member).Ticks >= ShareOfTime * totalTime;
            if (needed || slow)
            {
                hot.Add(member);
            }

            reached += count(member);
        }

        return hot;
    }
}
