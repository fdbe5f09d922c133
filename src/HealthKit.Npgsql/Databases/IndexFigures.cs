namespace HealthKit.Npgsql.Databases;

/// <summary>What the catalog and the planner's statistics say of one B-tree index of 100 pages or more.</summary>
internal sealed record IndexFigures
{
    // PostgreSQL's page and tuple headers (bufpage.h, itup.h): a page gives 8,152 bytes of 8,192 to entries.
    private const double PageBytes = 8192 - 40;
    private const int PageSize = 8192;
    private const int EntryHeader = 8;
    private const int NullBitmap = 8;
    private const int Pointer = 4;
    private const int Alignment = 8;

    /// <summary>Its object id.</summary>
    public required long Id { get; init; }

    /// <summary>The file it lives in; a rebuild gives it another one.</summary>
    public required long FileNode { get; init; }

    /// <summary>Schema and index, quoted.</summary>
    public required string Index { get; init; }

    /// <summary>Schema and table, quoted.</summary>
    public required string Table { get; init; }

    /// <summary>Its size.</summary>
    public required long Bytes { get; init; }

    /// <summary>Entries by pg_class; negative when never counted.</summary>
    public required double Entries { get; init; }

    /// <summary>Fill factor in percent.</summary>
    public required int FillFactor { get; init; }

    /// <summary>Average width of a key; null where the role may not see the statistics of every column, or there are none.</summary>
    public required double? KeyWidth { get; init; }

    /// <summary>True when a column holds nulls.</summary>
    public required bool HasNulls { get; init; }

    /// <summary>How the leading column follows the order of the rows, −1 to 1; null when not known.</summary>
    public required double? Correlation { get; init; }

    /// <summary>True when the leading column is a uuid.</summary>
    public required bool LeadsWithUuid { get; init; }

    /// <summary>The bloated share by arithmetic alone: what the entries need against what the file has. Duplicates hide bloat from it.</summary>
    public double? Estimate
    {
        get
        {
            if (KeyWidth is not { } width || Entries < 0)
            {
                return null;
            }

            var entry = EntryHeader + (HasNulls ? NullBitmap : 0) + Math.Ceiling(width / Alignment) * Alignment + Pointer;
            var needed = Entries * entry / (PageBytes * FillFactor / 100);
            return Math.Max(0, 1 - needed / ((double)Bytes / PageSize));
        }
    }
}
