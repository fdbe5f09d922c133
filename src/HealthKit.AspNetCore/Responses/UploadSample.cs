using Microsoft.AspNetCore.Http;

namespace HealthKit.Responses;

/// <summary>Passes on an upload that does not say how long it is, and counts it as the application reads it.</summary>
internal sealed class UploadSample : Stream
{
    private readonly Stream _inner;
    private HttpContext? _context;
    private ResponseSampler? _sampler;
    private long _bytes;
    private bool _disposed;

    private UploadSample(HttpContext context, ResponseSampler sampler) => (_inner, _context, _sampler) = (context.Request.Body, context, sampler);

    public static void Attach(HttpContext context, ResponseSampler sampler)
    {
        var sample = new UploadSample(context, sampler);
        context.Request.Body = sample;
        context.Response.OnCompleted(static state => ((UploadSample)state).Completed(), sample);
    }

    public override bool CanRead => _inner.CanRead;

    public override bool CanSeek => _inner.CanSeek;

    public override bool CanWrite => false;

    public override bool CanTimeout => _inner.CanTimeout;

    public override int ReadTimeout
    {
        get => _inner.ReadTimeout;
        set => _inner.ReadTimeout = value;
    }

    public override long Length => _inner.Length;

    public override long Position
    {
        get => _inner.Position;
        set => _inner.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Counted(_inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Counted(_inner.Read(buffer));

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Counted(await _inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    public override void SetLength(long value) => _inner.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count) => _inner.Write(buffer, offset, count);

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int read)
    {
        _bytes += read;
        return read;
    }

    private Task Completed()
    {
        try
        {
            if (_bytes > 0 && _context!.Response.StatusCode < StatusCodes.Status400BadRequest && _sampler!.RouteOf(_context) is { Key.Kind: not Evidence.RouteKind.Stream } route)
            {
                Transfers.NoteUpload(_context, route.Responses, _bytes);
            }
        }
#pragma warning disable CA1031 // A fault of the observer must not become a fault of the request.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Not counted.
        }

        (_context, _sampler) = (null, null);
        return Task.CompletedTask;
    }
}
