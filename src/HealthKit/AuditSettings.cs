using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit;

/// <summary>What a host decided about its audit, validated.</summary>
public sealed record AuditSettings
{
    /// <summary>The settings of a host that configured nothing.</summary>
    public static AuditSettings Default { get; } = new();

    /// <summary>The team that owns the service.</summary>
    public string? Team { get; init; }

    /// <summary>Who reviews the audit.</summary>
    public string? Reviewer { get; init; }

    /// <summary>Limits by check id, in the check's unit.</summary>
    public IReadOnlyDictionary<string, double> Limits { get; init; } = new Dictionary<string, double>();

    /// <summary>Attestations, expired ones included.</summary>
    public IReadOnlyList<CheckAttestation> Attestations { get; init; } = [];

    /// <summary>Exemptions, expired ones included.</summary>
    public IReadOnlyList<Exemption> Exemptions { get; init; } = [];

    /// <summary>The host's own checks.</summary>
    public IReadOnlyList<Check> CustomChecks { get; init; } = [];
}
