using HealthKit.Checks;
using HealthKit.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Resilience.Tests;

/// <summary>Check 5.4, with and without calls.</summary>
public sealed class CorrelationTests
{
    private const int Enough = 100;

    [Fact]
    public async Task Fails_clients_that_drop_the_trace_id_and_passes_those_that_carry_it()
    {
        using var silent = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        using var raw = new HttpClient();
        await using var shop = await Shop.StartAsync(
            static services =>
            {
                services.AddHttpClient("carries");
                services.AddHttpClient("drops").ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { ActivityHeadersPropagator = null });
            },
            resilience: false,
            map: (app, address) =>
            {
                app.MapGet("/raw", () => raw.GetStringAsync(address));
                app.MapGet("/silent", () => silent.GetStringAsync(new Uri($"http://localhost:{address.Port}/")));
            });
        await shop.RequestAsync("/call/carries", Enough);
        await shop.RequestAsync("/raw", Enough);
        Assert.Equal(Outcome.Pass, (await shop.AuditAsync("5.4")).Outcome);
        Assert.All(shop.Downstream.TraceParents, Assert.NotNull);

        await shop.RequestAsync("/call/drops", Enough);
        await shop.RequestAsync("/silent", Enough);
        var verdict = await shop.AuditAsync("5.4");
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal(["drops", $"raw: localhost:{shop.Downstream.Address.Port}"], verdict.Offenders.Select(static offender => offender.Subject).Order());
    }

    [Fact]
    public async Task Accepts_a_header_of_the_hosts_own_that_carries_the_id()
    {
        await using var shop = await Shop.StartAsync(static services => services
            .AddHttpClient("own")
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { ActivityHeadersPropagator = null })
            .AddHttpMessageHandler(static () => new IdHandler()));
        await shop.RequestAsync("/call/own", Enough);

        Assert.Equal(Outcome.Pass, (await shop.AuditAsync("5.4")).Outcome);
    }

    [Fact]
    public async Task Counts_calls_of_background_work_for_no_request_and_adds_no_header_to_them()
    {
        await using var shop = await Shop.StartAsync(static services => services.AddHttpClient("nightly"));
        using var raw = new HttpClient();
        for (var call = 0; call < Enough; call++)
        {
            await shop.Services.GetRequiredService<IHttpClientFactory>().CreateClient("nightly").GetStringAsync(shop.Downstream.Address, TestContext.Current.CancellationToken);
            await raw.GetStringAsync(shop.Downstream.Address, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2 * Enough, (await shop.EvidenceAsync<InventoryEvidence>()).OutboundCalls);
        Assert.Equal(0, (await shop.EvidenceAsync<CorrelationEvidence>()).OutboundCalls);
        Assert.All(shop.Downstream.TraceParents, Assert.Null);
    }

    [Fact]
    public async Task Looks_at_the_log_scope_where_nothing_is_called()
    {
        await using (var shop = await Shop.StartAsync())
        {
            // That nobody is called shows after a thousand requests.
            await shop.RequestAsync("/ping", 1_020);
            var verdict = await shop.AuditAsync("5.4");
            Assert.Equal(Outcome.Pass, verdict.Outcome);
            Assert.Contains("responses do not carry it back", verdict.Observed, StringComparison.Ordinal);
        }

        // A factory of another library shows no scopes: unknown, and it says so.
        await using var blind = await Shop.StartAsync(build: static builder => builder.Services.AddSingleton<ILoggerFactory, OtherFactory>());
        await blind.RequestAsync("/ping", Enough + 20);
        var unknown = await blind.AuditAsync("5.4");
        Assert.Equal(Outcome.Unknown, unknown.Outcome);
        Assert.Contains("scopes", unknown.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_the_id_back_where_the_host_asks_for_it_even_on_errors()
    {
        await using var shop = await Shop.StartAsync(
            options: static options => options.RequestIdHeader = "X-Request-ID",
            map: static (app, _) =>
            {
                app.UseExceptionHandler(static error => error.Run(static context => context.Response.WriteAsync("sorry")));
                app.MapGet("/broken", static string () => throw new InvalidOperationException("broken"));
            });

        using var plain = await shop.Client.GetAsync(new Uri("/ping", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(plain.Headers.GetValues("X-Request-ID")));
        using var broken = await shop.Client.GetAsync(new Uri("/broken", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Single(broken.Headers.GetValues("X-Request-ID"));

        Assert.Equal("order-7", await EchoAsync("order-7"));
        Assert.NotEqual("<script>", await EchoAsync("<script>"));
        Assert.True((await shop.EvidenceAsync<CorrelationEvidence>()).EchoesId);

        async Task<string> EchoAsync(string id)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/ping");
            request.Headers.TryAddWithoutValidation("X-Request-ID", id);
            using var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return Assert.Single(response.Headers.GetValues("X-Request-ID"));
        }
    }

    private sealed class IdHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Correlation-ID", System.Diagnostics.Activity.Current!.TraceId.ToHexString());
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class OtherFactory : ILoggerFactory
    {
        private readonly LoggerFactory _inner = new([new Microsoft.Extensions.Logging.Testing.FakeLoggerProvider()]);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => _inner.CreateLogger(categoryName);

        public void Dispose() => _inner.Dispose();
    }
}
