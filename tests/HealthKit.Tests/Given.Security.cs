using HealthKit.Evidence;

namespace HealthKit.Tests;

internal static partial class Given
{
    /// <summary>Middleware that answers outside the endpoint table.</summary>
    public static readonly BlindSpot Branch = new("/legacy", "A middleware branch answers it.", "Map it as an endpoint.");

    public static EndpointTableEvidence Endpoints(params EndpointEvidence[] endpoints) => new() { ObservedAt = At, MaxAge = MaxAge, Endpoints = endpoints };

    /// <summary>A protected endpoint that takes no models and returns one thing.</summary>
    public static EndpointEvidence Endpoint(string name) => new()
    {
        Methods = name[..name.IndexOf(' ', StringComparison.Ordinal)] is var method && method == "*" ? [] : [method],
        Template = name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..],
        Protection = EndpointProtection.Protected,
        ReturnsCollection = false,
    };

    /// <summary>An endpoint that is declared public, with a limit of so many calls a minute for each client; no limit at 0.</summary>
    public static EndpointEvidence PublicEndpoint(string name, long permits = 100) => Endpoint(name) with
    {
        Protection = EndpointProtection.DeclaredPublic,
        RateLimit = Permits(permits),
    };

    public static EndpointRateLimit Permits(long permits) => permits == 0
        ? new EndpointRateLimit { Limited = false }
        : new EndpointRateLimit { Limited = true, PermitsPerMinute = permits, SharedByAllClients = false };

    /// <summary>An endpoint that binds one model with rules that run.</summary>
    public static EndpointEvidence ModelEndpoint(string name, int? rules = 3, bool? run = true) =>
        Endpoint(name) with { BoundModels = [new BoundModelEvidence { Type = "Order", Rules = rules, RulesRun = run }] };

    /// <summary>A table with an owner column that statements use, and nothing guards.</summary>
    public static OwnedTableEvidence OwnedTable(string table) => new() { Table = table, Column = "user_id", SeenInStatements = true };

    public static CatalogEvidence OwnedTables(params OwnedTableEvidence[] tables) => Catalog(new DatabaseCatalog { Database = "shop", OwnedTables = tables, OwnedTablesReadable = true });

    public static CorsEvidence Cors(params CorsPolicyEvidence[] policies) => new() { ObservedAt = At, MaxAge = MaxAge, Policies = policies, PipelineAdmitsRandomOrigin = false };

    public static SecurityHeaderEvidence SecurityHeaders(params HeaderStatusClass[] classes) => new() { ObservedAt = At, MaxAge = MaxAge, StatusClasses = classes };

    /// <summary>Responses of one status class, over HTTPS, with every header but those that are missing.</summary>
    public static HeaderStatusClass Headers(int statusClass, long responses, params string[] missing) => new()
    {
        StatusClass = statusClass,
        Responses = responses,
        HttpsResponses = responses,
        Headers =
        [
            .. new[] { "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy" }
                .Select(name => new HeaderPresence(name, responses, missing.Contains(name) ? 0 : responses, missing.Contains(name) ? "GET /orders" : null)),
        ],
    };

    /// <summary>A scan of a full history and of what was shipped that found nothing.</summary>
    public static SecretScanEvidence SecretScan() => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        History = new SecretHistoryScan { Commits = 340, Rules = 222 },
        ShippedValues = 446,
    };

    /// <summary>A whole scan of the running build, a day old.</summary>
    public static DependencyScanEvidence DependencyScan(params DependencyFinding[] findings) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        ScannedAt = At.AddDays(-1),
        MatchesRunningBuild = true,
        SourceAnswered = true,
        Packages = 87,
        Findings = findings,
    };
}
