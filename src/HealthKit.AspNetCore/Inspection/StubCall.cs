using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HealthKit.Inspection;

/// <summary>A call without credentials that nobody made, which notes whether somebody looked at what is called. Who did not cannot answer otherwise for another endpoint.</summary>
internal sealed class StubCall
{
    private readonly WatchedFeatures _features = new();

    public StubCall(IServiceProvider services, Endpoint endpoint, string template)
    {
        var method = EndpointNames.Methods(endpoint) is [var first, ..] ? first : HttpMethods.Get;
        _features.Set<IHttpRequestFeature>(new WatchedRequest(_features, method, StubPaths.Of(template)));
        _features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        _features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        Context = new DefaultHttpContext(_features) { RequestServices = services, User = new ClaimsPrincipal(new ClaimsIdentity()) };
        Context.Request.Host = new HostString("healthkit.invalid");
        Context.Connection.RemoteIpAddress = new IPAddress([192, 0, 2, 1]);
        Context.SetEndpoint(endpoint);
        _features.WasLookedAt = false;
    }

    public HttpContext Context { get; }

    /// <summary>Whether the endpoint, its route, its path or its method was read.</summary>
    public bool WasLookedAt => _features.WasLookedAt;
}
