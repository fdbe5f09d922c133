using System.Globalization;
using System.Text.Json;
using HealthKit.AspNetCore.Tests.Caching;
using HealthKit.Evidence;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Sources;

/// <summary>Names of users and tenants at the beginning of cache keys stay out of the evidence; words of the code stay in.</summary>
public class CodeWordsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Written backwards, so that the test's own code does not contain them.
    private static string Jane => Reversed("enaj-xrag");

    // What the code of a service contains when it makes keys.
    private static readonly string[] Code = ["product:", "best-sellers", "cart-", "user_", "shop:cart:{0}", "/api/", "products"];

    [Fact]
    public void Shows_words_of_the_code()
    {
        var words = new CodeWords();
        string[] prefixes = [Code[1], "product", "cart-#", "user_#", "products_#", "best-sellers_#_product", "#", "shop:cart", "api/v12/products", nameof(CodeWordsTests), typeof(CodeWordsTests).Namespace!];
        Assert.All(prefixes, prefix => Assert.Equal(prefix, words.Shown(prefix, standsOut: false)));
    }

    [Fact]
    public async Task Where_the_code_cannot_be_read_a_few_prefixes_with_many_keys_are_shown_and_a_crowd_is_not()
    {
        await using var app = CacheHosts.Build(auditFirst: true, static services => services.AddMemoryCache().AddSingleton(new CodeWords(isReadable: false)));
        var memory = app.Services.GetRequiredService<IMemoryCache>();
        for (int key = 0; key < 100; key++)
        {
            memory.TryGetValue($"product:{key}", out _);
            memory.TryGetValue($"{Jane}:{(key % 2 == 0 ? "cart" : "profile")}", out _);
        }

        Assert.Equal([("(name)", 100L), ("product", 100L)], (await PrefixesAsync()).Select(static prefix => (prefix.Prefix, prefix.Misses)).Order());

        for (int user = 0; user < 20; user++)
        {
            for (int key = 0; key < 100; key++)
            {
                memory.TryGetValue($"{Jane}{(char)('a' + user)}:{key}", out _);
            }
        }

        Assert.Equal([("(name)", 2_200L)], (await PrefixesAsync()).Select(static prefix => (prefix.Prefix, prefix.Misses)));

        async Task<IReadOnlyList<CachePrefix>> PrefixesAsync() => Assert.Single((await CacheHosts.ReadAsync(app.Services)).Caches).Prefixes;
    }

    [Theory]
    [InlineData("{0}", "(name)")]
    [InlineData("user_{0}", "user_(name)")]
    [InlineData("user-{0}-#", "user-(name)#")]
    [InlineData("{0}:cart", "(name):cart")]
    [InlineData("shop:{0}", "shop:(name)")]
    [InlineData("#{0}", "#(name)")]
    public void Hides_names_that_only_the_data_has(string prefix, string shown)
    {
        var words = new CodeWords();
        Assert.Equal(shown, words.Shown(string.Format(CultureInfo.InvariantCulture, prefix, Jane), standsOut: true));
        Assert.False(words.MayKnow(Jane));
    }

    [Fact]
    public async Task Keys_that_begin_with_a_user_are_counted_and_judged_without_naming_the_user()
    {
        await using var app = CacheHosts.Build(auditFirst: true, static services => services.AddMemoryCache().AddDistributedMemoryCache());
        var memory = app.Services.GetRequiredService<IMemoryCache>();
        var distributed = app.Services.GetRequiredService<IDistributedCache>();
        string[] users = [Jane, Reversed("weingibz"), Reversed("emca")];
        foreach (var user in users)
        {
            for (int round = 0; round < 40; round++)
            {
                memory.GetOrCreate($"{user}:item:{round}", static entry => entry.SetAbsoluteExpiration(TimeSpan.FromMinutes(1)).Value = 1);
                await distributed.GetAsync($"invoice:{user}:{round}", Token);
            }

            memory.Set($"{user}:profile", "a");
        }

        // Two entities under keys of one form collide, whoever's they are.
        memory.Set($"{users[0]}:item:7", new Uri("https://shop.example"));
        memory.Set("settings", 1);

        var evidence = await CacheHosts.ReadAsync(app.Services);
        var text = JsonSerializer.Serialize(evidence);
        Assert.All(users, user => Assert.DoesNotContain(user, text, StringComparison.OrdinalIgnoreCase));
        var prefixes = evidence.Caches.Single(static cache => cache.Name.StartsWith("IMemoryCache", StringComparison.Ordinal)).Prefixes.ToDictionary(static prefix => prefix.Prefix);
        Assert.Equal(["(name)", "(name):item", "settings"], prefixes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((120, 3), (prefixes["(name):item"].Misses, prefixes["(name)"].SetsWithoutExpiry));
        Assert.Equal(["Int32", "Uri"], prefixes["(name):item"].TypesOfOneForm.Order(StringComparer.Ordinal));
        Assert.Equal(["invoice:(name)"], evidence.Caches.Single(static cache => cache.Name.StartsWith("IDistributedCache", StringComparison.Ordinal)).Prefixes.Select(static prefix => prefix.Prefix));
    }

    [Fact]
    public async Task A_thousand_users_leave_room_for_the_words_of_the_code()
    {
        await using var app = CacheHosts.Build(auditFirst: true, static services => services.AddMemoryCache());
        var memory = app.Services.GetRequiredService<IMemoryCache>();
        app.Services.GetRequiredService<CodeWords>().Read();
        for (int user = 0; user < 1_000; user++)
        {
            memory.TryGetValue($"{Reversed("resu")}{(char)('a' + (user % 26))}{(char)('a' + (user / 26 % 26))}{(char)('a' + (user / 676))}:cart", out _);
        }

        memory.TryGetValue("late:1", out _);

        var cache = Assert.Single((await CacheHosts.ReadAsync(app.Services)).Caches);
        Assert.Equal([("(name)", 1_000L), ("late", 1L)], cache.Prefixes.Select(static prefix => (prefix.Prefix, prefix.Misses)));
        Assert.Equal(1_001, cache.Lookups);
    }

    private static string Reversed(string text) => new([.. text.Reverse()]);
}
