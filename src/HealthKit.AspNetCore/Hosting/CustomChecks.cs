using HealthKit.Checks;

namespace HealthKit.Hosting;

/// <summary>The host's own checks, gathered while services are registered.</summary>
internal sealed class CustomChecks
{
    private readonly List<Check> _checks = [];

    public IReadOnlyList<Check> All => _checks;

    public void Add(Check check) => _checks.Add(check);
}
