using HealthKit.Hosting;

namespace HealthKit.AspNetCore.Tests.Hosting;

public sealed class DependencyFileTests
{
    [Fact]
    public void Tells_projects_from_packages()
    {
        var json = """
            {
              "targets": {
                ".NETCoreApp,Version=v10.0": {
                  "Shop/1.0.0": { "runtime": { "Shop.dll": {} } },
                  "Shop.Domain/1.0.0": { "runtime": { "Domain.dll": { "assemblyVersion": "1.0.0.0" } } },
                  "Npgsql/10.0.3": { "runtime": { "lib/net10.0/Npgsql.dll": {} } }
                }
              },
              "libraries": { "Shop/1.0.0": { "type": "project" }, "Shop.Domain/1.0.0": { "type": "project" }, "Npgsql/10.0.3": { "type": "package" } }
            }
            """u8;
        Assert.Equal(["Shop", "Domain"], DependencyFile.Read(json.ToArray()));
    }

    [Fact]
    public void Knows_nothing_of_a_file_without_projects() => Assert.Null(DependencyFile.Read("""{ "targets": {}, "libraries": {} }"""u8.ToArray()));
}
