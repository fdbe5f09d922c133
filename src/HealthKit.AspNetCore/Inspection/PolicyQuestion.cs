using Microsoft.AspNetCore.Authorization;

namespace HealthKit.Inspection;

/// <summary>Whether a policy admits a caller; the same for policies that were combined anew from the same schemes and requirements.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Caller">The caller.</param>
internal sealed record PolicyQuestion(AuthorizationPolicy Policy, Caller Caller)
{
    public bool Equals(PolicyQuestion? other) =>
        other is not null
        && Caller == other.Caller
        && Policy.AuthenticationSchemes.SequenceEqual(other.Policy.AuthenticationSchemes, StringComparer.Ordinal)
        && Policy.Requirements.Count == other.Policy.Requirements.Count
        && Policy.Requirements.Zip(other.Policy.Requirements).All(static pair => AreSame(pair.First, pair.Second));

    public override int GetHashCode() => HashCode.Combine(Policy.AuthenticationSchemes.Count, Policy.Requirements.Count, Policy.Requirements[0].GetType());

    // The framework's own say in words all that they ask for.
    private static bool AreSame(IAuthorizationRequirement one, IAuthorizationRequirement other) =>
        ReferenceEquals(one, other)
        || (one.GetType() == other.GetType() && (AuthorizationParts.IsPlain(one) ? string.Equals(one.ToString(), other.ToString(), StringComparison.Ordinal) : one.Equals(other)));
}
