using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HealthKit.Inspection;

/// <summary>The request of a call that nobody made; notes when its path or its method is read.</summary>
internal sealed class WatchedRequest(WatchedFeatures features, string method, string path) : IHttpRequestFeature
{
    private string _method = method;
    private string _path = path;

    public string Protocol { get; set; } = HttpProtocol.Http11;

    public string Scheme { get; set; } = "https";

    public string Method { get => Noted(_method); set => _method = value; }

    public string PathBase { get; set; } = "";

    public string Path { get => Noted(_path); set => _path = value; }

    public string QueryString { get; set; } = "";

    public string RawTarget { get => Noted(_path); set => _path = value; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; } = Stream.Null;

    private string Noted(string value)
    {
        features.WasLookedAt = true;
        return value;
    }
}
