using HealthKit.TestServers;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

// Entity Framework's and the driver's diagnostics are the process's: hosts side by side would see each other's commands.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
