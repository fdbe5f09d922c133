using HealthKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.State;

/// <summary>
/// Sees whether sessions are used: a response that hands out the session's cookie, or a request that brings one. The session itself is
/// not asked, since asking loads it.
/// </summary>
internal sealed class SessionWatch(IServiceProviderIsService services, IOptions<SessionOptions> options) : IRequestWatch
{
    private readonly string? _cookie = services.IsService(typeof(ISessionStore)) ? (options.Value.Cookie.Name ?? SessionDefaults.CookieName) + "=" : null;
    private volatile bool _seen;

    /// <summary>True when a session store is registered.</summary>
    public bool IsRegistered => _cookie is not null;

    /// <inheritdoc/>
    public bool IsNeeded => IsRegistered;

    /// <summary>True once a session was handed out or brought back.</summary>
    public bool Seen => _seen;

    public void OnCompleted(HttpContext context, RouteEntry route)
    {
        if (_seen)
        {
            return;
        }

        foreach (var cookie in context.Response.Headers.SetCookie)
        {
            if (cookie is not null && cookie.StartsWith(_cookie!, StringComparison.Ordinal))
            {
                _seen = true;
            }
        }
    }
}
