using HealthKit.TestServers;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

// Npgsql's meter and activities are the process's: hosts side by side would see each other's pools.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
