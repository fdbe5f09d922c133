using HealthKit.TestServers;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
