namespace HealthKit.Caching;

/// <summary>
/// The types of values met under one prefix, and the forms of the keys they were met under. While there is one type, nothing more is looked at;
/// the forms matter once there are two. At most 32 pairs are kept.
/// </summary>
internal sealed class ValueTypes
{
    private const int MostPairs = 32;

    // More words than that under one prefix are names that serve as ids.
    private const int MostWords = 16;

    private Sighting[] _seen = [];

    /// <summary>The types by name.</summary>
    public IReadOnlyList<string> Names => [.. Volatile.Read(ref _seen).Select(static seen => EntityType.Name(seen.Type)).Distinct(StringComparer.Ordinal)];

    /// <summary>Notes a value's type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="rest">What follows the prefix in the value's key.</param>
    public void See(Type type, ReadOnlySpan<char> rest)
    {
        var known = Volatile.Read(ref _seen);
        if (known.Length == 1 && known[0].Type == type)
        {
            return;
        }

        var form = KeyPrefix.Form(rest);
        foreach (ref readonly var seen in known.AsSpan())
        {
            if (seen.Type == type && seen.Exact == form.Exact)
            {
                return;
            }
        }

        if (known.Length < MostPairs)
        {
            // One lost to a race is seen again with the next value.
            Interlocked.CompareExchange(ref _seen, [.. known, new Sighting(type, form.Exact, form.Loose)], known);
        }
    }

    /// <summary>Types of different entities under keys of one form, by name; fewer than two mean that there is no such form.</summary>
    public IReadOnlyList<string> OfOneForm()
    {
        var seen = Volatile.Read(ref _seen);
        bool wordsAreIds = seen.Select(static sighting => sighting.Exact).Distinct().Count() > MostWords;
        return seen
            .GroupBy(sighting => wordsAreIds ? sighting.Loose : sighting.Exact)
            .Select(static form => EntityType.Distinct(form.Select(static sighting => sighting.Type)))
            .MaxBy(static entities => entities.Count) ?? [];
    }

    private readonly record struct Sighting(Type Type, int Exact, int Loose);
}
