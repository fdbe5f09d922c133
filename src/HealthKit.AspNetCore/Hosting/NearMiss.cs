namespace HealthKit.Hosting;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class NearMiss
{
    private const int Most = 2;
    private const int ShortName = 4;
    private const int LongestName = 64;

    /// <summary>The name that differs least, by at most two letters; null where none is that near.</summary>
    public static string? Of(string written, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Distance: Distance(written, name)))
            .Where(static near => near.Distance <= (near.Name.Length <= ShortName ? 1 : Most))
            .OrderBy(static near => near.Distance)
            .Select(static near => near.Name)
            .FirstOrDefault();

    /// <summary>How many letters must be put in, left out or replaced to make one of the other (Levenshtein), case aside; more than two is not told apart.</summary>
    public static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > Most || one.Length > LongestName)
        {
            return Most + 1;
        }

        Span<int> row = stackalloc int[other.Length + 1];
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = column;
        }

        foreach (var letter in one)
        {
            var diagonal = row[0]++;
            for (var column = 1; column < row.Length; column++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(letter) == char.ToUpperInvariant(other[column - 1]) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(replaced, Math.Min(row[column], row[column - 1]) + 1);
            }
        }

        return Math.Min(row[^1], Most + 1);
    }
}
