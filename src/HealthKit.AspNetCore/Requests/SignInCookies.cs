using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace HealthKit.Requests;

/// <summary>How this host's cookie schemes sign in, and where they send a caller whom they refuse.</summary>
/// <param name="Names">The names of the cookies that carry an identity.</param>
/// <param name="Redirects">What stands in the address of a redirect to sign in: the path with the parameter that leads back.</param>
internal sealed record SignInCookies(string[] Names, string[] Redirects)
{
    // The default of RemoteAuthenticationOptions.CorrelationCookie: a redirect that sets it leads to an identity provider.
    private const string Correlation = ".AspNetCore.Correlation.";

    public static readonly SignInCookies None = new([], []);

    /// <summary>True when a response sets such a cookie for a caller who had none; a renewed cookie is no sign-in.</summary>
    public bool SignsIn(StringValues set, StringValues had)
    {
        foreach (var cookie in set)
        {
            foreach (var name in Names)
            {
                if (Sets(cookie, name) && !Has(had, name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True for a redirect that a challenge made.</summary>
    public bool IsChallenge(IHeaderDictionary response)
    {
        var location = response.Location;
        if (location.Count == 1 && location[0] is { } address)
        {
            foreach (var redirect in Redirects)
            {
                if (address.Contains(redirect, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        foreach (var cookie in response.SetCookie)
        {
            if (cookie?.StartsWith(Correlation, StringComparison.Ordinal) == true)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Sets(string? cookie, string name) =>
        cookie is not null
        && cookie.Length > name.Length + 1
        && cookie[name.Length] == '='
        && cookie[name.Length + 1] != ';'
        && cookie.StartsWith(name, StringComparison.Ordinal);

    private static bool Has(StringValues cookies, string name)
    {
        foreach (var line in cookies)
        {
            for (var at = line?.IndexOf(name, StringComparison.Ordinal) ?? -1; at >= 0; at = line!.IndexOf(name, at + 1, StringComparison.Ordinal))
            {
                var end = at + name.Length;
                if (end < line!.Length && line[end] == '=' && (at == 0 || line[at - 1] is ' ' or ';'))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
