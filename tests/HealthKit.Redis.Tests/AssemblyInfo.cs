using HealthKit.TestServers;

[assembly: AssemblyFixture(typeof(RedisFixture))]
