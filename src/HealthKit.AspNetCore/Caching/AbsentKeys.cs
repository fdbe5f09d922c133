namespace HealthKit.Caching;

/// <summary>Keys of one prefix that were missed and never filled.</summary>
/// <param name="Lookups">Look-ups of them.</param>
/// <param name="RepeatedKeys">How many of them were missed three times or more.</param>
internal readonly record struct AbsentKeys(long Lookups, long RepeatedKeys)
{
    public AbsentKeys With(int lookups, bool repeated) => new(Lookups + lookups, RepeatedKeys + (repeated ? 1 : 0));
}
