using HealthKit.Redis.Servers;

namespace HealthKit.Redis.Tests.Servers;

public class RedisInfoTests
{
    [Theory]
    [InlineData("redis_version:7.0.15", "redis", "7.0.15")]
    [InlineData("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1", "valkey", "8.0.1")]
    [InlineData("garnet_version:2.2.8\r\nredis_version:7.2.5", "garnet", "2.2.8")]
    public void Knows_the_product(string text, string product, string version)
    {
        var info = new RedisInfo(text);
        Assert.Equal((product, version), (info.Product, info.Version));
    }

    [Fact]
    public void Reads_the_keyspace_of_every_database()
    {
        var info = new RedisInfo("# Keyspace\r\ndb0:keys=10,expires=4,avg_ttl=0\r\ndb12:keys=3,expires=3,avg_ttl=9,subexpiry=0\r\n");
        Assert.Equal([(0, 10L, 4L), (12, 3L, 3L)], info.Keyspace);
    }

    [Fact]
    public void What_is_absent_is_null_not_zero()
    {
        var info = new RedisInfo("maxmemory_policy:\r\n");
        Assert.Null(info.Number("maxmemory"));
        Assert.Null(info.Text("maxmemory_policy"));
    }

    // As Garnet 2.2.8 answers INFO: without the section, whatever it holds.
    [Theory]
    [InlineData("# Keyspace\r\n", true)]
    [InlineData("# Server\r\ngarnet_version:2.2.8\r\nserver_name:garnet\r\n", false)]
    public void Tells_an_empty_server_from_one_that_does_not_count_its_keys(string text, bool expected)
    {
        var info = new RedisInfo(text);
        Assert.Equal((expected, 0), (info.ShowsKeyspace, info.Keyspace.Count));
    }
}
