using HealthKit.CodeScan.Hosting;

namespace HealthKit.CodeScan.Tests.Hosting;

/// <summary>Stands in for the projects of a host: the test's own are not what it serves.</summary>
internal sealed class FoundAssemblies(params HostAssembly[] assemblies) : IHostAssemblies
{
    public IReadOnlyList<HostAssembly> Find() => assemblies;
}
