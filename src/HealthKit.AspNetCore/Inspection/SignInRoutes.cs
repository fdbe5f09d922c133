using System.Text.RegularExpressions;
using HealthKit.Evidence;

namespace HealthKit.Inspection;

/// <summary>Recognises endpoints that sign callers in by the names in their route and of what they take: a guess, which can only warn.</summary>
internal static partial class SignInRoutes
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "login", "logon", "signin", "signon", "auth", "authenticate", "authentication", "sso", "mfa", "totp", "passwordless", "token", "tokens", "otp", "verifyotp", "2fa", "forgotpassword", "resetpassword",
    };

    // Where one has to be somebody already: a second factor, or a sign-in for the callers of a known client. What is called auth or token there is an area or a thing.
    private static readonly HashSet<string> Further = new(StringComparer.OrdinalIgnoreCase)
    {
        "login", "logon", "signin", "signon", "authenticate", "mfa", "totp", "passwordless", "otp", "verifyotp", "2fa",
    };

    // A name without its route says less: "token" or "otp" may be what is sent or counted there.
    private static readonly HashSet<string> Handlers = new(StringComparer.OrdinalIgnoreCase) { "login", "logon", "signin", "signon", "authenticate", "dologin", "userlogin", "loginuser" };

    private static readonly HashSet<string> Makes = new(StringComparer.OrdinalIgnoreCase) { "generate", "create", "issue", "get", "obtain", "request", "refresh" };

    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase) { "login", "logon", "signin", "credential", "credentials", "authenticate", "authentication" };

    // What a model is, and not what it is about.
    private static readonly HashSet<string> Carriers = new(StringComparer.OrdinalIgnoreCase) { "request", "command", "dto", "model", "input", "body", "form", "view", "data", "payload", "vm", "user" };

    // Tokens that stand for a caller; others guard forms, name devices or cancel work.
    private static readonly HashSet<string> OfCallers = new(StringComparer.OrdinalIgnoreCase) { "jwt", "access", "bearer", "auth", "refresh", "id" };

    /// <param name="methods">The endpoint's methods; none where it answers all.</param>
    /// <param name="template">Its route.</param>
    /// <param name="protection">Who may call it: where anonymous callers are refused, fewer names say that somebody signs in.</param>
    /// <param name="isMarked">Whether the host says that it is one.</param>
    /// <param name="models">The names of the models that it binds.</param>
    public static AuthEndpointSign Of(IReadOnlyList<string> methods, string template, EndpointProtection protection, bool isMarked, params IEnumerable<string> models)
    {
        if (isMarked)
        {
            return AuthEndpointSign.Marked;
        }

        var writes = methods.Count == 0 || methods.Contains("POST", StringComparer.OrdinalIgnoreCase);
        if (writes && models.Any(IsCredential))
        {
            return AuthEndpointSign.Route;
        }

        var last = template.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(static segment => !segment.StartsWith('{'));
        if (last is null)
        {
            return AuthEndpointSign.None;
        }

        // A page to sign in on is no attempt; what is sent from it is.
        string[] words = [.. Word().Matches(last).Select(static match => match.Value)];
        var isOpen = protection is not EndpointProtection.Protected;
        return (writes && (isOpen ? Names : Further).Contains(string.Concat(words))) || (isOpen && MakesToken(words)) ? AuthEndpointSign.Route : AuthEndpointSign.None;
    }

    /// <summary>True for the name of a method that signs callers in, whatever its route: a page's OnPostLogin, an action SignIn.</summary>
    public static bool IsHandler(string name)
    {
        string[] words = [.. Word().Matches(name).Select(static match => match.Value)];
        return Handlers.Contains(string.Concat(words is [.. var bare, "Async"] ? bare : words));
    }

    // LoginRequest, SignInCommand, UserCredentialsDto: whatever the route is called, such as /sessions. A LoginHistoryFilter or an ApiCredential is none.
    private static bool IsCredential(string model)
    {
        string[] words = [.. Word().Matches(model).Select(static match => match.Value)];
        ReadOnlySpan<string> rest = words is [var user, _, ..] && user.Equals("User", StringComparison.OrdinalIgnoreCase) ? words.AsSpan(1) : words;
        var first = rest.Length > 0 && Credentials.Contains(rest[0]) ? 1
            : rest.Length > 1 && Credentials.Contains(rest[0] + rest[1]) ? 2
            : 0;
        return first > 0 && words[^(rest.Length - first)..].All(Carriers.Contains);
    }

    // generateJwtToken, get-access-token: whatever the method, the answer is a credential.
    private static bool MakesToken(string[] words) =>
        words.Length > 2 && Makes.Contains(words[0]) && words[^1].Equals("token", StringComparison.OrdinalIgnoreCase) && words[1..^1].All(OfCallers.Contains);

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+[a-z]*")]
    private static partial Regex Word();
}
