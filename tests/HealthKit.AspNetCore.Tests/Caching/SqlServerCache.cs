using HealthKit.AspNetCore.Tests.Caching;

#pragma warning disable IDE0130 // It is known by the name of the framework's own type.
namespace Microsoft.Extensions.Caching.SqlServer;
#pragma warning restore IDE0130

/// <summary>A stand-in of that name: the real one needs a SQL Server.</summary>
internal class SqlServerCache : FakeDistributedCache;
