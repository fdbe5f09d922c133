namespace HealthKit.Npgsql.Databases;

/// <summary>How long HealthKit leaves a database alone with what its server has refused: a query that ran into its time limit would do so each time. Not thread-safe.</summary>
/// <param name="first">The wait after the first refusal; each further one in a row doubles it.</param>
internal sealed class Retreat(TimeSpan first)
{
    private const int MostDoublings = 10;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private int _refusals;
    private DateTimeOffset _until;

    /// <summary>True while it is to be left alone.</summary>
    public bool Holds(DateTimeOffset now) => now < _until;

    /// <summary>Notes a refusal and returns how long the wait is.</summary>
    public TimeSpan After(DateTimeOffset now)
    {
        var wait = first * (1 << Math.Min(_refusals++, MostDoublings));
        wait = wait < Longest ? wait : Longest;
        _until = now + wait;
        return wait;
    }

    /// <summary>Notes that it went well.</summary>
    public void End() => (_refusals, _until) = (0, default);
}
