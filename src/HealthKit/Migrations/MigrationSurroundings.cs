namespace HealthKit.Migrations;

/// <summary>What the database says about the migrations of one place.</summary>
internal sealed record MigrationSurroundings
{
    /// <summary>Nobody could ask a database.</summary>
    public static MigrationSurroundings Unknown { get; } = new();

    /// <summary>Applied migrations with the time, where the history keeps one; null where no history could be read.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?>? Applied { get; init; }

    /// <summary>Rows by schema and table as the catalog estimates them; null where it could not be read.</summary>
    public IReadOnlyDictionary<string, long>? Tables { get; init; }

    /// <summary>Why the history could not be read, with what to do about it; null when it was.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Rows of a table named with or without its schema; null where it is not known.</summary>
    public long? RowsOf(string? table)
    {
        if (table is null || Tables is null)
        {
            return null;
        }

        if (table.Contains('.', StringComparison.Ordinal) || Tables.ContainsKey($"public.{table}"))
        {
            return Tables.TryGetValue(table.Contains('.', StringComparison.Ordinal) ? table : $"public.{table}", out var rows) ? rows : null;
        }

        var suffix = $".{table}";
        var found = Tables.Where(pair => pair.Key.EndsWith(suffix, StringComparison.Ordinal)).Select(static pair => pair.Value).ToArray();
        return found.Length == 0 ? null : found.Max();
    }

    /// <summary>The entry of a migration in the history: by its whole id, or by a file's name at the end of a longer one.</summary>
    public KeyValuePair<string, DateTimeOffset?>? EntryOf(string id)
    {
        if (Applied is null)
        {
            return null;
        }

        foreach (var entry in Applied)
        {
            var (name, start) = (entry.Key, entry.Key.Length - id.Length);
            if (name == id || (start > 0 && name.EndsWith(id, StringComparison.OrdinalIgnoreCase) && name[start - 1] is '.' or '/' or '\\'))
            {
                return entry;
            }
        }

        return null;
    }
}
