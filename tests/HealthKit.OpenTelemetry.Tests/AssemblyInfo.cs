using HealthKit.TestServers;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

// Npgsql's meter is the process's: hosts side by side would count each other's commands.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
