using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Storefront.Load;

/// <summary>
/// What visitors of a shop do: six routes carry 97 of 100 requests, so that half a minute is enough to judge each of them; the others come now and then.
/// </summary>
public sealed class Scenario
{
    private const string Password = "storefront-demo";
    private const int PopularProducts = 120;
    private const int PopularCategories = 30;
    private static readonly string[] Words =
    [
        "kettle", "toaster", "lamp", "chair", "desk", "shelf", "mug", "pan", "knife", "blanket", "pillow", "mirror", "clock", "rug", "vase",
        "basket", "bottle", "brush", "candle", "drawer", "frame", "glass", "hook", "jar", "kit", "ladle", "mat", "napkin", "oven", "plate",
    ];

    private readonly ShopClient _client;
    private readonly Visitor[] _shoppers = [new("203.0.113.11"), new("203.0.113.12"), new("203.0.113.13")];
    private readonly Visitor[] _guests = [.. Enumerable.Range(1, 20).Select(i => new Visitor($"198.51.100.{i}"))];
    private readonly Visitor _admin = new("203.0.113.10");
    private readonly List<long>[] _orders = [[], [], []];
    private readonly Visit[] _deck;
    private bool _uploadsDirectly;
    private int _dealt;

    private Scenario(ShopClient client)
    {
        _client = client;
        Visits =
        [
            new(new("GET /products/{id}"), 1000, ProductAsync),
            new(new("GET /products"), 760, ProductsAsync),
            new(new("PUT /cart/items"), 680, ChangeCartAsync),
            new(new("GET /search"), 544, SearchAsync),
            new(new("GET /cart"), 452, (random, cancellation) => GetAsync(Any(random, _shoppers), "cart", cancellation)),
            new(new("GET /orders"), 448, (random, cancellation) => GetAsync(Any(random, _shoppers), "orders", cancellation)),
            new(new("GET /orders/{id}"), 50, OrderAsync),
            new(new("POST /checkout"), 28, CheckoutAsync),
            new(new("GET /products/{id}/reviews"), 16, ReviewsAsync),
            new(new("GET /accounts/me"), 12, (random, cancellation) => GetAsync(Any(random, _shoppers), "accounts/me", cancellation)),
            new(new("GET /admin/orders"), 6, (_, cancellation) => GetAsync(_admin, "admin/orders", cancellation)),
            new(new("POST /uploads"), 2, UploadAsync),
            new(new("POST /admin/reconciliations"), 2, (_, cancellation) => SendAsync(_admin, HttpMethod.Post, "admin/reconciliations", null, cancellation)),
        ];
        _deck = [.. Visits.SelectMany(visit => Enumerable.Repeat(visit, visit.Weight))];
        new Random(20250101).Shuffle(_deck);
    }

    public IReadOnlyList<Visit> Visits { get; }

    /// <summary>Signs everybody in once and learns what the shop wants to know before the load starts, and visits the main routes a few times.</summary>
    public static async Task<Scenario> PrepareAsync(ShopClient client, CancellationToken cancellation)
    {
        var scenario = new Scenario(client);
        using var root = await scenario.GetAsync(scenario._guests[0], "", cancellation);
        root.EnsureSuccessStatusCode();
        scenario._uploadsDirectly = (await root.Content.ReadAsStringAsync(cancellation)).Contains("\"direct\"", StringComparison.Ordinal);

        await scenario.SignInAsync(scenario._admin, "admin@storefront.example", cancellation);
        for (var i = 0; i < scenario._shoppers.Length; i++)
        {
            await scenario.SignInAsync(scenario._shoppers[i], $"shopper{i + 1}@storefront.example", cancellation);
            // Seeded orders above 39,928 belong to the shoppers in turn.
            scenario._orders[i].AddRange(Enumerable.Range(39_929, 72).Where(id => id % 3 == i).Select(id => (long)id));
        }

        // One after another, so that the first requests of the schedule do not meet a process that has compiled nothing yet.
        var random = new Random(20250103);
        foreach (var visit in scenario.Visits.Where(visit => visit.Rehearsals > 0))
        {
            for (var i = 0; i < visit.Rehearsals; i++) (await visit.SendAsync(random, cancellation)).Dispose();
        }

        return scenario;
    }

    public Visit Next() => _deck[_dealt++ % _deck.Length];

    private async Task SignInAsync(Visitor visitor, string email, CancellationToken cancellation)
    {
        using var response = await SendAsync(visitor, HttpMethod.Post, "accounts/sign-in", JsonContent.Create(new { email, password = Password }), cancellation);
        response.EnsureSuccessStatusCode();
    }

    private Task<HttpResponseMessage> ProductAsync(Random random, CancellationToken cancellation) =>
        // Old links lead to products that are gone; most visitors come from a campaign that marks its links.
        random.Next(100) < 18 ? GetAsync(Anyone(random), $"products/{900_001 + random.Next(12)}", cancellation)
        : random.Next(100) < 85 ? GetAsync(Anyone(random), $"products/{Popular(random)}?ref=mail-{random.Next(1_000_000)}", cancellation)
        : GetAsync(Anyone(random), $"products/{Popular(random)}", cancellation);

    private Task<HttpResponseMessage> ProductsAsync(Random random, CancellationToken cancellation) =>
        GetAsync(Anyone(random), random.Next(5) == 0 ? "products" : $"products?category={1 + random.Next(PopularCategories)}", cancellation);

    private Task<HttpResponseMessage> SearchAsync(Random random, CancellationToken cancellation) =>
        GetAsync(Anyone(random), $"search?q={Any(random, Words)}", cancellation);

    private Task<HttpResponseMessage> ReviewsAsync(Random random, CancellationToken cancellation) =>
        GetAsync(Anyone(random), $"products/{(random.Next(2) == 0 ? 900_001 + random.Next(6) : Popular(random))}/reviews", cancellation);

    private Task<HttpResponseMessage> OrderAsync(Random random, CancellationToken cancellation)
    {
        var shopper = random.Next(_shoppers.Length);
        return GetAsync(_shoppers[shopper], $"orders/{_orders[shopper][random.Next(_orders[shopper].Count)]}", cancellation);
    }

    private Task<HttpResponseMessage> ChangeCartAsync(Random random, CancellationToken cancellation)
    {
        // Each shopper fills the cart from ten favourites of their own.
        var shopper = random.Next(_shoppers.Length);
        return SendAsync(_shoppers[shopper], HttpMethod.Put, "cart/items",
            JsonContent.Create(new { productId = 1 + shopper * 10 + random.Next(10), quantity = random.Next(4) }), cancellation);
    }

    private Task<HttpResponseMessage> CheckoutAsync(Random random, CancellationToken cancellation) =>
        SendAsync(Any(random, _shoppers), HttpMethod.Post, "checkout", JsonContent.Create(new { note = "Leave it with the neighbours." }), cancellation);

    private Task<HttpResponseMessage> UploadAsync(Random random, CancellationToken cancellation)
    {
        const int Length = 1_500_000;
        if (!_uploadsDirectly)
        {
            return SendAsync(Any(random, _shoppers), HttpMethod.Post, "uploads",
                JsonContent.Create(new { fileName = "photo.png", contentType = "image/png", length = Length }), cancellation);
        }

        var file = new ByteArrayContent(new byte[Length]);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return SendAsync(Any(random, _shoppers), HttpMethod.Post, "uploads", new MultipartFormDataContent { { file, "file", "photo.png" } }, cancellation);
    }

    private Task<HttpResponseMessage> GetAsync(Visitor visitor, string path, CancellationToken cancellation) =>
        SendAsync(visitor, HttpMethod.Get, path, null, cancellation);

    private Task<HttpResponseMessage> SendAsync(Visitor visitor, HttpMethod method, string path, HttpContent? content, CancellationToken cancellation) =>
        _client.SendAsync(visitor, method, path, content, cancellation);

    private Visitor Anyone(Random random) => random.Next(2) == 0 ? Any(random, _shoppers) : Any(random, _guests);

    /// <summary>A few products get most of the visits.</summary>
    private static int Popular(Random random) => 1 + (int)(PopularProducts * Math.Pow(random.NextDouble(), 2));

    private static T Any<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
