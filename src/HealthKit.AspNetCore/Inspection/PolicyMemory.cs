using Microsoft.AspNetCore.Authorization;

namespace HealthKit.Inspection;

/// <summary>The host's policy provider, asked once for each policy.</summary>
internal sealed class PolicyMemory(IAuthorizationPolicyProvider provider, Dictionary<string, Task<AuthorizationPolicy?>> known) : IAuthorizationPolicyProvider
{
    // No policy of these names can be asked for by an attribute: it would have to be written with a control character.
    private const string Default = "\u0001default";
    private const string Fallback = "\u0001fallback";

    public bool AllowsCachingPolicies => provider.AllowsCachingPolicies;

    public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => Once(policyName, () => provider.GetPolicyAsync(policyName));

    public async Task<AuthorizationPolicy> GetDefaultPolicyAsync() => (await Once(Default, async () => await provider.GetDefaultPolicyAsync().ConfigureAwait(false)).ConfigureAwait(false))!;

    public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Once(Fallback, provider.GetFallbackPolicyAsync);

    private Task<AuthorizationPolicy?> Once(string name, Func<Task<AuthorizationPolicy?>> ask)
    {
        if (!known.TryGetValue(name, out var policy))
        {
            known.Add(name, policy = AskAsync(ask));
        }

        return policy;
    }

    private static async Task<AuthorizationPolicy?> AskAsync(Func<Task<AuthorizationPolicy?>> ask) => await ask().ConfigureAwait(false);
}
