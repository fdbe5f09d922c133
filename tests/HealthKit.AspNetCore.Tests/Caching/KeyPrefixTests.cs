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
    [InlineData("shop:cart:7", "shop:cart")]
    [InlineData("eShop.Catalog.Item:42", "eShop.Catalog.Item")]
    [InlineData("api/v2/products/7", "api/v2/products")]
    [InlineData("product:v1:42", "product:v1")]
    [InlineData("shop1:cart:7", "shop#:cart")]
    [InlineData("user:42:orders", "user")]
    [InlineData("user:jane:orders", "user")]
    [InlineData("weather:london", "weather")]
    [InlineData("p:/products/7?ref=mail-1", "p")]
    [InlineData("page:https://example.org/a/7", "page:https")]
    [InlineData("cart:{42}", "cart")]
    [InlineData("{user:42}:cart", "user")]
    [InlineData("best-sellers", "best-sellers")]
    [InlineData("orders:abcdefghijklmnopqrstuvwxyzabc", "orders")]
    public void Keeps_the_family_and_no_id(string key, string prefix)
    {
        Assert.Equal(prefix, KeyPrefix.Of(key));
        Assert.Equal(prefix, KeyPrefix.Of(key, new char[KeyPrefix.MaximumLength], out _, out _).ToString());
    }

    [Theory]
    [InlineData("user:42", "user:43", true)]
    [InlineData("user:42:orders", "user:43:orders", true)]
    [InlineData("user:42", "user:42:orders", false)]
    [InlineData("user:42:orders", "user:42:address", false)]
    [InlineData("product:42", "product:all", false)]
    [InlineData("product:all", "product:count", false)]
    [InlineData("p:7", "p:/products/7?ref=mail-1", true)]
    [InlineData("shop:cart:7", "shop:cart:8b0c3f2a-9d1e-4f3b-8a77-0123456789ab", true)]
    public void Keys_of_one_form_differ_in_their_ids_alone(string one, string other, bool same) =>
        Assert.Equal(same, Form(one).Exact == Form(other).Exact);

    [Theory]
    [InlineData("weather:london", "weather:paris", true)]
    [InlineData("user:jane:orders", "user:john:orders", true)]
    [InlineData("user:jane:orders", "user:jane:address", false)]
    public void A_word_may_be_an_id(string one, string other, bool same) => Assert.Equal(same, Form(one).Loose == Form(other).Loose);

    private static (int Exact, int Loose) Form(string key)
    {
        KeyPrefix.Of(key, new char[KeyPrefix.MaximumLength], out _, out int end);
        return KeyPrefix.Form(key.AsSpan(end));
    }

    [Fact]
    public void Never_exceeds_its_length()
    {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++)
        {
            var key = new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(32, 1_000))]);
            Assert.InRange(KeyPrefix.Of(key).Length, 1, KeyPrefix.MaximumLength);
            Form(key);
        }
    }
}
