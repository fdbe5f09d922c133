using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Primitives;

namespace HealthKit.Requests;

/// <summary>Tells, once a response is complete, whether an anonymous caller was served or refused, and whether a caller was signed in.</summary>
/// <remarks>
/// Anonymous is who has no authenticated identity and sent nothing that could be a credential: an API key that a middleware checks by itself sets no
/// identity. In the steady state it costs a comparison or two and allocates nothing.
/// </remarks>
internal sealed class CallerWatch
{
    private static readonly string[] CredentialWords = ["key", "token", "auth", "secret", "sign", "cred", "pass", "session", "jwt", "cert", "hmac", "user"];
    private static readonly string[] QueryWords = ["key=", "token=", "sig=", "signature=", "code=", "auth=", "password=", "secret="];

    private SignInCookies _cookies = SignInCookies.None;
    private volatile bool _everybodyHasIdentity;

    /// <summary>How sign-in and redirects to it look in this host; read in the background once it runs.</summary>
    public SignInCookies Cookies
    {
        get => Volatile.Read(ref _cookies);
        set => Volatile.Write(ref _cookies, value);
    }

    /// <summary>True where the host gives an identity to callers without credentials: the credentials alone then tell who is anonymous.</summary>
    public bool EverybodyHasIdentity
    {
        get => _everybodyHasIdentity;
        set => _everybodyHasIdentity = value;
    }

    public void Note(HttpContext context, int status, CallerOutcomes outcomes)
    {
        switch (status)
        {
            case >= 200 and < 300 or StatusCodes.Status101SwitchingProtocols:
                NoteSignIn(context, outcomes);
                if (outcomes.LooksAtSuccess() && IsAnonymous(context))
                {
                    outcomes.CountSuccess();
                }

                break;
            case StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden:
                if (outcomes.LooksAtRefusal() && IsAnonymous(context))
                {
                    outcomes.CountRefusal();
                }

                break;
            case StatusCodes.Status302Found or StatusCodes.Status303SeeOther or StatusCodes.Status307TemporaryRedirect:
                NoteSignIn(context, outcomes);
                if (outcomes.LooksAtRefusal() && Cookies.IsChallenge(context.Response.Headers) && IsAnonymous(context))
                {
                    outcomes.CountRefusal();
                }

                break;
        }
    }

    private void NoteSignIn(HttpContext context, CallerOutcomes outcomes)
    {
        var set = context.Response.Headers.SetCookie;
        if (set.Count > 0 && outcomes.LooksAtSignIn() && Cookies.SignsIn(set, context.Request.Headers.Cookie))
        {
            outcomes.CountSignIn();
        }
    }

    private bool IsAnonymous(HttpContext context) => (_everybodyHasIdentity || !HasIdentity(context)) && !MayCarryCredentials(context);

    // Asked of the feature, not of HttpContext.User: that would make a principal for everybody who has none.
    private static bool HasIdentity(HttpContext context)
    {
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User is not { } user)
        {
            return false;
        }

        if (user.Identities is List<ClaimsIdentity> identities)
        {
            foreach (var identity in identities)
            {
                if (identity.IsAuthenticated)
                {
                    return true;
                }
            }

            return false;
        }

        return user.Identities.Any(static identity => identity.IsAuthenticated);
    }

    private static bool MayCarryCredentials(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Authorization.Count > 0 || request.Headers.Cookie.Count > 0 || context.Features.Get<ITlsConnectionFeature>() is { ClientCertificate: not null })
        {
            return true;
        }

        if (request.QueryString is { HasValue: true, Value: { } query } && Array.Exists(QueryWords, word => query.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        foreach (KeyValuePair<string, StringValues> header in request.Headers)
        {
            foreach (var word in CredentialWords)
            {
                if (header.Key.Contains(word, StringComparison.OrdinalIgnoreCase) && !IsHarmless(header.Key))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Names of the standards that hold one of the words by chance.
    private static bool IsHarmless(string header) =>
        header.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase)
        || header.Equals(":authority", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Keep-Alive", StringComparison.OrdinalIgnoreCase);
}
