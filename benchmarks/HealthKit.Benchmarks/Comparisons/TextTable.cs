namespace HealthKit.Benchmarks.Comparisons;

/// <summary>A Markdown table with aligned columns.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] row) => _rows.Add(row);

    public override string ToString()
    {
        int[] widths = [.. header.Select((_, column) => _rows.Max(row => row[column].Length))];
        var lines = _rows.ConvertAll(row => $"| {string.Join(" | ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))} |");
        lines.Insert(1, $"|{string.Join("|", widths.Select(static (width, column) => column == 0 ? new string('-', width + 2) : $"{new string('-', width + 1)}:"))}|");
        return string.Join(Environment.NewLine, lines);
    }
}
