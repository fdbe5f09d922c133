using Microsoft.AspNetCore.Http;

namespace HealthKit.Responses;

/// <summary>Passes on an upload that does not say how long it is, and counts it as the application reads it.</summary>
internal sealed class UploadSample : PassingStream
{
    private HttpContext? _context;
    private ResponseSampler? _sampler;
    private long _bytes;

    private UploadSample(HttpContext context, ResponseSampler sampler)
        : base(context.Request.Body) => (_context, _sampler) = (context, sampler);

    public static void Attach(HttpContext context, ResponseSampler sampler)
    {
        var sample = new UploadSample(context, sampler);
        context.Request.Body = sample;
        context.Response.OnCompleted(static state => ((UploadSample)state).Completed(), sample);
    }

    public override int Read(byte[] buffer, int offset, int count) => Counted(Inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Counted(Inner.Read(buffer));

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Counted(await Inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

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
