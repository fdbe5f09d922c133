using System.Net;

namespace Storefront.Load;

public sealed class ShopClient : IDisposable
{
    private readonly HttpClient _http;

    public ShopClient(Uri url)
    {
        // Cookies are kept by each visitor; connections are as many as the shop's slowness makes necessary.
        _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None })
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public async Task<HttpResponseMessage> SendAsync(Visitor visitor, HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.Add("X-Forwarded-For", visitor.Address);
        request.Headers.Add("X-Forwarded-Proto", "https");
        if (visitor.Cookies is { Length: > 0 } cookies) request.Headers.Add("Cookie", cookies);
        var response = await _http.SendAsync(request, cancellation);
        visitor.Keep(response);
        return response;
    }

    public void Dispose() => _http.Dispose();
}
