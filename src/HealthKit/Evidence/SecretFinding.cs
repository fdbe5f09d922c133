namespace HealthKit.Evidence;

/// <summary>A secret that was found; never the secret.</summary>
/// <param name="Rule">The rule that matched.</param>
/// <param name="Path">The file in the repository or the deployment; for configuration the key.</param>
/// <param name="Commit">The commit that brought it, or null outside history.</param>
/// <param name="Generic">True for a rule that goes by entropy and names alone: it can only warn.</param>
public sealed record SecretFinding(string Rule, string Path, string? Commit = null, bool Generic = false);
