using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>One endpoint: what its metadata says and what its callers got.</summary>
public sealed record EndpointEvidence
{
    /// <summary>The HTTP methods it answers; empty when it answers all.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>The route template as in <see cref="RouteEvidence.Template"/>; the display name of an endpoint without a pattern.</summary>
    public required string Template { get; init; }

    /// <summary>Templates that its requests go by as well: the display name of an action that a dynamic route leads to.</summary>
    public IReadOnlyList<string> OtherTemplates { get; init; } = [];

    /// <summary>Methods and template, the endpoint's name in every report; "*" stands for all methods.</summary>
    public string Name => $"{(Methods.Count == 0 ? "*" : string.Join('|', Methods))} {Template}";

    /// <summary>What stands behind it.</summary>
    public EndpointKind Kind { get; init; }

    /// <summary>What its effective policy does with an anonymous caller.</summary>
    public EndpointProtection Protection { get; init; }

    /// <summary>What decided <see cref="Protection"/>: a policy, AllowAnonymous, a public area, or why it cannot be told.</summary>
    public string? ProtectionReason { get; init; }

    /// <summary>Responses 2xx (gRPC: OK) to callers without an authenticated identity who sent nothing that could be a credential; counted up to about a hundred.</summary>
    public long AnonymousSuccesses { get; init; }

    /// <summary>Responses 401 and 403 (gRPC: UNAUTHENTICATED, PERMISSION_DENIED), and redirects to sign in, to such callers; counted up to about a hundred.</summary>
    public long AnonymousRefusals { get; init; }

    /// <summary>What a rate limiter allows; null when it could not be measured.</summary>
    public EndpointRateLimit? RateLimit { get; init; }

    /// <summary>What kept its limit from being measured, such as a limiter of the host's own; null where nothing is known of it.</summary>
    public string? RateLimitUnreadable { get; init; }

    /// <summary>How it was recognised as signing callers in, if at all.</summary>
    public AuthEndpointSign AuthEndpoint { get; init; }

    /// <summary>Models with a string or collection member that it binds.</summary>
    public IReadOnlyList<BoundModelEvidence> BoundModels { get; init; } = [];

    /// <summary>Why its input cannot be told, for example a handler that reads the body itself; null when <see cref="BoundModels"/> is all.</summary>
    public string? InputUnreadable { get; init; }

    /// <summary>True when it returns a collection or an envelope around one, false when it does not, null when that cannot be told.</summary>
    public bool? ReturnsCollection { get; init; }

    /// <summary>The parameter that sets the size of a page, or null.</summary>
    public string? PageSizeParameter { get; init; }

    /// <summary>The parameter that sets where a page begins: a cursor, an offset or a page number; or null.</summary>
    public string? PagePositionParameter { get; init; }

    /// <summary>The greatest page size that a rule which runs lets through; null without such a rule.</summary>
    public long? PageSizeMaximum { get; init; }

    /// <summary>Why it may take a page by other ways than the parameters that were found; null when those are all.</summary>
    public string? PagingUnreadable { get; init; }

    /// <summary>Why its results are bounded by nature, as the host declared; or null.</summary>
    public string? BoundedResultsReason { get; init; }

    /// <summary>True for every kind that sections 6 and 8 judge.</summary>
    internal bool IsJudged => Kind is not (EndpointKind.Health or EndpointKind.StaticAsset);

    /// <summary>True when a route of <see cref="HttpEvidence"/> is this endpoint called by one of its methods.</summary>
    internal bool Answers(string route) =>
        route.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        && (route.AsSpan(space + 1).SequenceEqual(Template) || OtherTemplates.Contains(route[(space + 1)..], StringComparer.Ordinal))
        && (Methods.Count == 0 || Methods.Contains(route[..space], StringComparer.OrdinalIgnoreCase));

    /// <summary>True when the endpoint is exempted by its name, or under each of its methods.</summary>
    internal bool IsExempt(SubjectFilter exempt) =>
        exempt.Matches(SubjectKind.Route, Name)
        || exempt.MatchesAll(SubjectKind.Route, [.. Methods.Select(method => $"{method} {Template}")]);
}
