using HealthKit.CodeScan.Hosting;

namespace HealthKit.CodeScan.Tests.Hosting;

public sealed class HostAssembliesTests
{
    [Fact]
    public void Finds_projects_beside_the_application_where_no_file_lists_them()
    {
        var found = HostAssemblies.Relatives(typeof(HostAssembliesTests).Assembly);
        Assert.Equal("HealthKit.CodeScan.Tests", found[0]);
        Assert.Contains("HealthKit.CodeScan.Service", found);
        Assert.Contains("HealthKit.CodeScan.Corpus", found);
        Assert.DoesNotContain("Npgsql", found);
    }
}
