using System.IO.Pipelines;

namespace HealthKit.Responses;

/// <summary>A response's writer that shows a sample what passes.</summary>
internal sealed class CountingWriter(PipeWriter inner, ResponseSample sample) : PipeWriter
{
    private Memory<byte> _memory;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes)
    {
        // One that is wrong is for the server to refuse.
        if ((uint)bytes <= (uint)_memory.Length)
        {
            sample.Saw(_memory.Span[..bytes], beforeCompression: false);
            _memory = _memory[bytes..];
        }

        inner.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _memory = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        sample.Saw(source.Span, beforeCompression: false);
        _memory = default;
        return inner.WriteAsync(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _memory = default;
        return inner.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        _memory = default;
        inner.Complete(exception);
    }

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        _memory = default;
        return inner.CompleteAsync(exception);
    }
}
