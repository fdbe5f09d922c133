namespace HealthKit.CodeScan.Hosting;

/// <summary>Finds the assemblies that the host's own projects were compiled to.</summary>
internal interface IHostAssemblies
{
    IReadOnlyList<HostAssembly> Find();
}
