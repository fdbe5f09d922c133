using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("HealthKit.TestServers.Tests")]
