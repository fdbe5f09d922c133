using System.Text.RegularExpressions;
using HealthKit.Evidence;

namespace HealthKit.Inspection;

/// <summary>Recognises endpoints that sign callers in by the names in their route: a guess, which can only warn.</summary>
internal static partial class SignInRoutes
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "login", "logon", "signin", "authenticate", "token", "tokens", "otp", "verifyotp", "2fa", "forgotpassword", "resetpassword",
    };

    private static readonly HashSet<string> Makes = new(StringComparer.OrdinalIgnoreCase) { "generate", "create", "issue", "get", "obtain", "request", "refresh" };

    // Tokens that stand for a caller; others guard forms, name devices or cancel work.
    private static readonly HashSet<string> OfCallers = new(StringComparer.OrdinalIgnoreCase) { "jwt", "access", "bearer", "auth", "refresh", "id" };

    public static AuthEndpointSign Of(IReadOnlyList<string> methods, string template, bool isMarked)
    {
        if (isMarked)
        {
            return AuthEndpointSign.Marked;
        }

        var last = template.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(static segment => !segment.StartsWith('{'));
        if (last is null)
        {
            return AuthEndpointSign.None;
        }

        // A page to sign in on is no attempt; what is sent from it is.
        string[] words = [.. Word().Matches(last).Select(static match => match.Value)];
        var writes = methods.Count == 0 || methods.Contains("POST", StringComparer.OrdinalIgnoreCase);
        return (writes && Names.Contains(string.Concat(words))) || MakesToken(words) ? AuthEndpointSign.Route : AuthEndpointSign.None;
    }

    // generateJwtToken, get-access-token: whatever the method, the answer is a credential.
    private static bool MakesToken(string[] words) =>
        words.Length > 2 && Makes.Contains(words[0]) && words[^1].Equals("token", StringComparison.OrdinalIgnoreCase) && words[1..^1].All(OfCallers.Contains);

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+[a-z]*")]
    private static partial Regex Word();
}
