using System.Text;

namespace HealthKit.Logs;

/// <summary>Standard output, read along. What is written passes on first and unchanged.</summary>
internal sealed class OutputTee(TextWriter inner, LineSampler sampler) : TextWriter(inner.FormatProvider)
{
    public override Encoding Encoding => inner.Encoding;

    [System.Diagnostics.CodeAnalysis.AllowNull]
    public override string NewLine
    {
        get => inner.NewLine;
        set => inner.NewLine = value;
    }

    public override void Write(char value)
    {
        inner.Write(value);
        sampler.Take([value]);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        inner.Write(buffer, index, count);
        sampler.Take(buffer.AsSpan(index, count));
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        inner.Write(buffer);
        sampler.Take(buffer);
    }

    public override void Write(string? value)
    {
        inner.Write(value);
        sampler.Take(value);
    }

    public override void WriteLine()
    {
        inner.WriteLine();
        sampler.Take("\n");
    }

    public override void WriteLine(string? value)
    {
        inner.WriteLine(value);
        sampler.Take(value);
        sampler.Take("\n");
    }

    public override void WriteLine(ReadOnlySpan<char> buffer)
    {
        inner.WriteLine(buffer);
        sampler.Take(buffer);
        sampler.Take("\n");
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync() => inner.FlushAsync();
}
