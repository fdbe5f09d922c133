using System.IO.Pipelines;
using HealthKit.Evidence;
using HealthKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HealthKit.Responses;

/// <summary>
/// Stands before the body of one sampled response: passes every byte on as it came, counts it, and follows the outline of JSON. It buffers nothing, and is
/// made afresh for each sample, since work that outlives its request may still write to it.
/// </summary>
internal sealed class ResponseSample : IHttpResponseBodyFeature
{
    private readonly IHttpResponseBodyFeature _inner;
    private HttpContext? _context;
    private ResponseSampler? _sampler;
    private CountingStream? _stream;
    private CountingWriter? _writer;
    private JsonOutline? _outline;
    private long _bytes;
    private long _read;
    private bool _begun;
    private bool _compressed;
    private bool _sentFile;

    private ResponseSample(HttpContext context, IHttpResponseBodyFeature inner, ResponseSampler sampler) => (_context, _inner, _sampler) = (context, inner, sampler);

    public Stream Stream => _stream ??= new CountingStream(_inner.Stream, this, beforeCompression: false);

    public PipeWriter Writer => _writer ??= new CountingWriter(_inner.Writer, this);

    public static void Attach(HttpContext context, IHttpResponseBodyFeature body, ResponseSampler sampler)
    {
        var sample = new ResponseSample(context, body, sampler);
        context.Response.OnCompleted(static state => ((ResponseSample)state).Completed(), sample);
        context.Features.Set(sample);
        context.Features.Set<IHttpResponseBodyFeature>(sample);
    }

    /// <summary>Counts what goes into a compressor, in place of what comes out of it.</summary>
    public Stream BeforeCompression(Stream compressor)
    {
        _compressed = true;
        return new CountingStream(compressor, this, beforeCompression: true);
    }

    /// <summary>Bytes on their way out.</summary>
    public void Saw(ReadOnlySpan<byte> bytes, bool beforeCompression)
    {
        if (beforeCompression != _compressed)
        {
            return;
        }

        _bytes += bytes.Length;
        try
        {
            if (!_begun && bytes.Length > 0)
            {
                _begun = true;
                _outline = Outline();
            }

            if (_outline is { } outline)
            {
                _read += bytes.Length;
                outline.Read(bytes);
            }
        }
#pragma warning disable CA1031 // Two who write at once, or one who writes when all is over: whatever that does to the outline must not come out of their writes.
        catch (Exception)
#pragma warning restore CA1031
        {
            _outline = null;
        }
    }

    private JsonOutline? Outline() =>
        _context?.Response is { } response && (response.ContentType is not { } type || ContentKinds.IsJson(type)) && (_compressed || response.Headers.ContentEncoding.Count == 0)
            ? new JsonOutline()
            : null;

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _inner.StartAsync(cancellationToken);

    public Task CompleteAsync() => _inner.CompleteAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        _sentFile = true;
        _bytes += count ?? LengthOf(path, offset);
        return _inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    // What cannot be sent is the server's to say.
    private static long LengthOf(string path, long offset)
    {
        try
        {
            return Math.Max(0, new FileInfo(path).Length - offset);
        }
        catch (Exception unreadable) when (unreadable is IOException or ArgumentException or UnauthorizedAccessException or NotSupportedException)
        {
            return 0;
        }
    }

    private Task Completed()
    {
        try
        {
            if (_sampler!.RouteOf(_context!) is { } route)
            {
                Record(_context!, route);
            }

            // What passes unread costs nothing, were it the largest of files.
            _sampler.Charge(_read);
        }
#pragma warning disable CA1031 // A fault of the observer must not become a fault of the request.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Not counted.
        }

        (_context, _sampler, _outline) = (null, null, null);
        return Task.CompletedTask;
    }

    private void Record(HttpContext context, RouteEntry route)
    {
        var counts = route.Responses;
        counts.Look();
        var response = context.Response;
        if (route.Key.Kind is RouteKind.Stream || !Transfers.HasBody(response.StatusCode) || HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var type = response.ContentType ?? "";
        if (ContentKinds.IsStream(type))
        {
            return;
        }

        // A length in the headers has told of the size already.
        var isNew = response.ContentLength is null;
        if (type.Length > 0 && Transfers.IsFile(context, type, response.ContentLength))
        {
            counts.FileAtLeast(isNew ? _bytes : 0);
            return;
        }

        if (_sentFile)
        {
            counts.Download(_bytes);
            return;
        }

        if (_bytes > 0 && !_compressed && response.Headers.ContentEncoding.Count > 0)
        {
            counts.AtLeast(_bytes);
            if (isNew)
            {
                counts.CountEncoded();
            }

            return;
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            counts.AtLeast(_bytes);
            return;
        }

        if (isNew)
        {
            counts.Count(_bytes);
        }

        RecordItems(context, counts);
    }

    private void RecordItems(HttpContext context, RouteResponses counts)
    {
        switch (_outline?.End())
        {
            case JsonKind.List:
                counts.CountList(_outline.Items);
                if (PageRequests.AskedFor(context.Request) > _outline.Items && _outline.Items > 0 && (_outline.More || PageRequests.SaysMore(context.Response, _outline.Items)))
                {
                    counts.HeldBack(_outline.Items);
                }

                break;
            case JsonKind.Single:
                counts.CountSingle();
                break;
        }
    }
}
