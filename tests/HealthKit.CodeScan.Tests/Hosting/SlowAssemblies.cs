using HealthKit.CodeScan.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.CodeScan.Tests.Hosting;

/// <summary>Gives what a test names, after so much time of the test's own clock.</summary>
internal sealed class SlowAssemblies(FakeTimeProvider time, TimeSpan taken, params HostAssembly[] assemblies) : IHostAssemblies
{
    public IReadOnlyList<HostAssembly> Find()
    {
        time.Advance(taken);
        return assemblies;
    }
}
