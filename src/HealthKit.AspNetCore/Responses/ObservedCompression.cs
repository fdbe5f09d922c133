using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;

namespace HealthKit.Responses;

/// <summary>The host's response compression, with a counter before the compressor of sampled responses.</summary>
internal sealed class ObservedCompression(IResponseCompressionProvider inner) : IResponseCompressionProvider
{
    public ICompressionProvider? GetCompressionProvider(HttpContext context) =>
        inner.GetCompressionProvider(context) is { } provider
            ? context.Features.Get<ResponseSample>() is { } sample ? new Counted(provider, sample) : provider
            : null;

    public bool ShouldCompressResponse(HttpContext context) => inner.ShouldCompressResponse(context);

    public bool CheckRequestAcceptsCompression(HttpContext context) => inner.CheckRequestAcceptsCompression(context);

    private sealed class Counted(ICompressionProvider inner, ResponseSample sample) : ICompressionProvider
    {
        public string EncodingName => inner.EncodingName;

        public bool SupportsFlush => inner.SupportsFlush;

        public Stream CreateStream(Stream outputStream) => sample.BeforeCompression(inner.CreateStream(outputStream));
    }
}
