namespace Storefront.Load;

/// <summary>Someone with an address and cookies of their own, as an ingress in front of the shop would present them.</summary>
public sealed class Visitor(string address)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _cookies = [];

    public string Address => address;

    public string Cookies
    {
        get
        {
            lock (_gate) return string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        }
    }

    public void Keep(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies)) return;
        foreach (var cookie in cookies)
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            lock (_gate) _cookies[pair[0]] = pair[1];
        }
    }
}
