using HealthKit.Caching;

namespace HealthKit.AspNetCore.Tests.Caching;

public class KeyPrefixTests
{
    [Theory]
    [InlineData("product:42", "product")]
    [InlineData("/basket/7", "basket")]
    [InlineData("user_42|orders", "user_#")]
    [InlineData("item42", "item#")]
    [InlineData("weather", "weather")]
    [InlineData("cart-3f2a9c1e-aaaa-bbbb-cccc-123456789012", "cart-#")]
    [InlineData("9f86d081884c7d65", "#")]
    [InlineData("deadbeefcafe1234:x", "#")]
    [InlineData("jane.doe@example.org", "jane")]
    [InlineData("jane@example.org", "#")]
    [InlineData("", "#")]
    [InlineData(":::", "#")]
    public void Keeps_the_family_and_no_id(string key, string prefix)
    {
        Assert.Equal(prefix, KeyPrefix.Of(key));
        Assert.Equal(prefix, KeyPrefix.Of(key, new char[KeyPrefix.MaximumLength]).ToString());
    }

    [Fact]
    public void Never_exceeds_its_length()
    {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++)
        {
            var key = new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(32, 1_000))]);
            Assert.InRange(KeyPrefix.Of(key).Length, 1, KeyPrefix.MaximumLength);
        }
    }
}
