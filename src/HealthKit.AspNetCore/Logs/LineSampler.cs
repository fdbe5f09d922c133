using System.Text;
using System.Text.Json;

namespace HealthKit.Logs;

/// <summary>Reads a sample of the lines that are written, each whole: the first thousand, then one in a hundred. Of a line nothing is kept but its shape.</summary>
internal sealed class LineSampler
{
    private const int ReadWhole = 1_000;
    private const int ThenOneIn = 100;
    private const int LongestLine = 64 * 1024;

    private readonly long[] _shapes = new long[Enum.GetValues<LineShape>().Length];
    private readonly StringBuilder _line = new(1024);
    private readonly Lock _lock = new();
    private long _lines;
    private bool _afterTrace;

    /// <summary>False to let lines pass unread.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Sampled lines by shape.</summary>
    public long Count(LineShape shape) => Volatile.Read(ref _shapes[(int)shape]);

    /// <summary>Takes text as it is written, in pieces of any length.</summary>
    public void Take(ReadOnlySpan<char> text)
    {
        if (!Enabled)
        {
            return;
        }

        lock (_lock)
        {
            while (text.IndexOf('\n') is var end and >= 0)
            {
                Append(text[..end]);
                End();
                text = text[(end + 1)..];
            }

            Append(text);
        }
    }

    private bool IsSampled => _lines < ReadWhole || _lines % ThenOneIn == 0;

    private void Append(ReadOnlySpan<char> part)
    {
        if (IsSampled && _line.Length < LongestLine)
        {
            _line.Append(part[..Math.Min(part.Length, LongestLine - _line.Length)]);
        }
    }

    private void End()
    {
        if (IsSampled)
        {
            // A line too long to be kept whole is judged by how it begins.
            var whole = _line.ToString().AsSpan();
            var line = whole.Trim();
            if (!line.IsEmpty)
            {
                var shape = Shape(line, _line.Length >= LongestLine);
                if (shape is LineShape.FreeText && IsConsoleMessage(whole) && Count(LineShape.SimpleConsole) > 0)
                {
                    shape = LineShape.SimpleConsole;
                }

                _afterTrace = shape is LineShape.StackTrace;
                Interlocked.Increment(ref _shapes[(int)shape]);
            }
        }

        _line.Clear();
        _lines++;
    }

    private LineShape Shape(ReadOnlySpan<char> line, bool cut)
    {
        if (line[0] == '{' && (cut || IsJsonObject(line)))
        {
            return LineShape.Json;
        }

        return line.StartsWith("at ", StringComparison.Ordinal) || line.StartsWith("--- End of", StringComparison.Ordinal) || line.StartsWith("---> ", StringComparison.Ordinal) || (_afterTrace && line.StartsWith("--- ", StringComparison.Ordinal)) ? LineShape.StackTrace
            : IsConsoleLevel(line) ? LineShape.SimpleConsole
            : LineShape.FreeText;
    }

    // "info: Category[0]" as the simple console formatter writes it, with or without colours.
    private static bool IsConsoleLevel(ReadOnlySpan<char> line)
    {
        if (line[0] == '\u001b')
        {
            return true;
        }

        return line.Length > 5 && line[4] == ':' && line[..4] is "trce" or "dbug" or "info" or "warn" or "fail" or "crit";
    }

    // The simple console formatter writes the message below its level, as far in as the level is wide.
    private static bool IsConsoleMessage(ReadOnlySpan<char> line) => line.StartsWith("      ", StringComparison.Ordinal);

    private static bool IsJsonObject(ReadOnlySpan<char> line)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(line)];
        Encoding.UTF8.GetBytes(line, bytes);
        var reader = new Utf8JsonReader(bytes);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
