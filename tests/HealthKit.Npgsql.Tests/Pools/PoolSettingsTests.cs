using HealthKit.Npgsql.Pools;

namespace HealthKit.Npgsql.Tests.Pools;

public class PoolSettingsTests
{
    private const string Full = "Host=db.internal.example;Port=6543;Username=shop_app;Password=hunter2secret;Database=shop;Timeout=7;Maximum Pool Size=12";

    [Fact]
    public void Tells_explicit_settings_from_defaults()
    {
        Assert.True(PoolSettings.TryParse(Full, out var settings));
        var pool = settings.ToPool("x");
        Assert.Equal((12, true), (pool.MaximumSize, pool.MaximumSizeExplicit));
        Assert.Equal((TimeSpan.FromSeconds(7), true), (pool.AcquireTimeout, pool.AcquireTimeoutExplicit));
        Assert.Equal((TimeSpan.FromSeconds(30), false), (pool.CommandTimeout, pool.CommandTimeoutExplicit));
        Assert.Equal((TimeSpan.FromSeconds(3600), false), (pool.ConnectionLifetime, pool.ConnectionLifetimeExplicit));
        Assert.Equal((TimeSpan.FromSeconds(300), false), (pool.ConnectionIdleLifetime, pool.ConnectionIdleLifetimeExplicit));

        // Said to be what it is by default all the same: that is explicit.
        Assert.True(PoolSettings.TryParse(Full + ";Load Balance Timeout=3600", out settings));
        Assert.True(settings.ToPool("x").ConnectionLifetimeExplicit);
    }

    [Fact]
    public void Names_a_pool_without_host_user_or_password()
    {
        Assert.True(PoolSettings.TryParse(Full, out var settings));
        Assert.StartsWith("shop #", settings.Name, StringComparison.Ordinal);
        Assert.DoesNotContain("db.internal", settings.Name + settings.Server, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2secret", settings.Key + settings.OwnConnectionString(pooled: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Knows_a_pool_again_however_its_string_is_written()
    {
        Assert.True(PoolSettings.TryParse(Full, out var one));
        Assert.True(PoolSettings.TryParse("server=db.internal.example;port=6543;user id=shop_app;database=shop;timeout=7;maxpoolsize=12", out var other));
        Assert.Equal((one.Key, one.Name, one.Server), (other.Key, other.Name, other.Server));
    }

    [Fact]
    public void Keeps_secrets_and_where_they_lie_out_of_what_tells_pools_apart()
    {
        const string Secrets = ";SSL Password=hunter3secret;SSL Key=/secrets/client.key;Passfile=/secrets/pgpass";
        Assert.True(PoolSettings.TryParse(Full, out var plain));
        Assert.True(PoolSettings.TryParse(Full + Secrets, out var settings));
        Assert.Equal((plain.Key, plain.Name), (settings.Key, settings.Name));
        Assert.True(settings.HasPassfile);

        // What opens HealthKit's own connection has them.
        var own = new global::Npgsql.NpgsqlConnectionStringBuilder(settings.OwnConnectionString(pooled: false));
        Assert.Equal(("hunter3secret", "/secrets/client.key", "/secrets/pgpass"), (own.SslPassword, own.SslKey, own.Passfile));
    }

    [Fact]
    public void Changes_nothing_for_its_own_connection_but_what_keeps_it_small()
    {
        Assert.True(PoolSettings.TryParse(Full + ";Options=-c statement_timeout=5s;Multiplexing=true", out var settings));
        var own = new global::Npgsql.NpgsqlConnectionStringBuilder(settings.OwnConnectionString(pooled: true));
        Assert.Equal(("healthkit", 1, true, false), (own.ApplicationName, own.MaxPoolSize, own.Pooling, own.Multiplexing));
        Assert.Equal(("-c statement_timeout=5s", 7, "shop"), (own.Options, own.Timeout, own.Database));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("/var/run/postgresql", true)]
    [InlineData("10.0.0.7", false)]
    [InlineData("db", false)]
    public void Knows_this_machine(string host, bool loopback)
    {
        Assert.True(PoolSettings.TryParse($"Host={host}", out var settings));
        Assert.Equal(loopback, settings.IsLoopback);
    }
}
