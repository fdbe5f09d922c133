using HealthKit.Sources;
using StackExchange.Redis;

namespace HealthKit.Redis.Tests;

/// <summary>A driver that only HealthKit brings along is none that the service uses.</summary>
public sealed class UnusedDriverTests
{
    [Fact]
    public void Knows_the_driver_of_HealthKit_from_that_of_the_service()
    {
        var driver = typeof(ConnectionMultiplexer).Assembly;
        var package = typeof(RedisAuditOptions).Assembly;

        Assert.DoesNotContain("StackExchange.Redis", LoadedAssemblies.Names([package, driver]));
        // This assembly refers to it as a service does.
        Assert.Contains("StackExchange.Redis", LoadedAssemblies.Names([package, typeof(UnusedDriverTests).Assembly]));
        Assert.Contains("StackExchange.Redis", LoadedAssemblies.Names([driver]));
    }
}
