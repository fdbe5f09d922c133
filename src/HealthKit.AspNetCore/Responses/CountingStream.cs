namespace HealthKit.Responses;

/// <summary>A response's stream that shows a sample what passes.</summary>
internal sealed class CountingStream(Stream inner, ResponseSample sample, bool beforeCompression) : PassingStream(inner)
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        Saw(buffer, offset, count);
        Inner.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        sample.Saw(buffer, beforeCompression);
        Inner.Write(buffer);
    }

    public override void WriteByte(byte value)
    {
        sample.Saw([value], beforeCompression);
        Inner.WriteByte(value);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Saw(buffer, offset, count);
        return Inner.WriteAsync(buffer, offset, count, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        sample.Saw(buffer.Span, beforeCompression);
        return Inner.WriteAsync(buffer, cancellationToken);
    }

    // A part that is none is for the server to refuse.
    private void Saw(byte[]? buffer, int offset, int count)
    {
        if (buffer is not null && offset >= 0 && count >= 0 && count <= buffer.Length - offset)
        {
            sample.Saw(buffer.AsSpan(offset, count), beforeCompression);
        }
    }
}
