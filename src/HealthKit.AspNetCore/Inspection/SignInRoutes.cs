using HealthKit.Evidence;

namespace HealthKit.Inspection;

/// <summary>Recognises endpoints that sign callers in by the names in their route: a guess, which can only warn.</summary>
internal static class SignInRoutes
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "login", "log-in", "logon", "signin", "sign-in", "authenticate", "token", "tokens", "otp", "verify-otp", "2fa", "forgot-password", "forgotpassword", "reset-password", "resetpassword",
    };

    public static AuthEndpointSign Of(IReadOnlyList<string> methods, string template, bool isMarked)
    {
        if (isMarked)
        {
            return AuthEndpointSign.Marked;
        }

        // A page to sign in on is no attempt; what is sent from it is.
        var writes = methods.Count == 0 || methods.Contains("POST", StringComparer.OrdinalIgnoreCase);
        var last = template.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(static segment => !segment.StartsWith('{'));
        return writes && last is not null && Names.Contains(last) ? AuthEndpointSign.Route : AuthEndpointSign.None;
    }
}
