using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Pools;

namespace HealthKit.Npgsql.Tests.Databases;

public class KnownProxiesTests
{
    [Theory]
    [InlineData("Host=shop.proxy-c1xyz.eu-west-1.rds.amazonaws.com", "RDS Proxy")]
    [InlineData("Host=ep-cool-sun-123456-pooler.eu-central-1.aws.neon.tech", "Neon")]
    [InlineData("Host=aws-0-eu-west-1.pooler.supabase.com;Port=6543", "Supabase")]
    [InlineData("Host=shop.postgres.database.azure.com;Port=6432", "PgBouncer")]
    [InlineData("Host=shop.c1xyz.eu-west-1.rds.amazonaws.com", null)]
    [InlineData("Host=ep-cool-sun-123456.eu-central-1.aws.neon.tech", null)]
    [InlineData("Host=db.abcdefgh.supabase.co", null)]
    [InlineData("Host=shop.postgres.database.azure.com", null)]
    [InlineData("Host=pooler.supabase.com.example.org", null)]
    [InlineData("Host=my-pooler.internal", null)]
    public void Knows_poolers_by_the_addresses_that_providers_give_them(string connectionString, string? words)
    {
        Assert.True(PoolSettings.TryParse($"{connectionString};Database=shop", out var settings));
        var proxy = new KnownProxies().Of(new Database(settings, null, null));
        Assert.Equal(words is null, proxy is null);
        Assert.Contains(words ?? "", proxy ?? "", StringComparison.Ordinal);
    }
}
