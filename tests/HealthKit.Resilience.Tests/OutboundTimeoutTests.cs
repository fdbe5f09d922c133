using HealthKit.Checks;
using HealthKit.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Resilience.Tests;

/// <summary>Checks 1.5 and the HTTP part of 7.3.</summary>
public sealed class OutboundTimeoutTests
{
    [Fact]
    public async Task Fails_an_endless_client_and_passes_it_once_it_has_a_timeout()
    {
        await using (var red = await Shop.StartAsync(static services => services.AddHttpClient("pay", static http => http.Timeout = Timeout.InfiniteTimeSpan)))
        {
            await red.UseAsync("/call/pay");
            var verdict = await red.AuditAsync("1.5");
            Assert.Equal(Outcome.Fail, verdict.Outcome);
            Assert.Equal(Doubt.Refuted, verdict.Doubt);
            Assert.Equal(Outcome.Fail, (await red.AuditAsync("7.3")).Outcome);
        }

        await using var green = await Shop.StartAsync(static services => services.AddHttpClient("pay", static http => http.Timeout = TimeSpan.FromSeconds(5)));
        await green.UseAsync("/call/pay");
        Assert.Equal(Outcome.Pass, (await green.AuditAsync("1.5")).Outcome);
        Assert.Equal(Outcome.Pass, (await green.AuditAsync("7.3")).Outcome);
        var client = await green.ClientAsync("pay");
        Assert.Equal((3, 3, TimeSpan.FromSeconds(5)), (client.Calls, client.IdempotentCalls, client.Timeout!.Value));
        Assert.Equal([green.Downstream.Host], client.Hosts);
    }

    [Fact]
    public async Task Warns_of_the_default_of_100_s_unless_the_host_wrote_it()
    {
        await using var shop = await Shop.StartAsync(static services =>
        {
            services.AddHttpClient("implied");
            services.AddHttpClient("written", static http => http.Timeout = TimeSpan.FromSeconds(100));
        });
        await shop.UseAsync("/call/implied", "/call/written", "/call/default");

        Assert.Equal(Outcome.Warn, (await shop.AuditAsync("1.5")).Outcome);
        Assert.Equal(TimeoutSetting.Default, (await shop.ClientAsync("implied")).TimeoutSetting);
        Assert.Equal(TimeoutSetting.Explicit, (await shop.ClientAsync("written")).TimeoutSetting);
        Assert.Equal(TimeoutSetting.Default, (await shop.ClientAsync(OutboundClientEvidence.Unnamed)).TimeoutSetting);
    }

    [Fact]
    public async Task Sees_the_timeout_that_a_typed_client_sets_in_its_constructor()
    {
        await using var shop = await Shop.StartAsync(
            static services => services.AddHttpClient<Typed>(),
            map: static (app, address) => app.MapGet("/typed", (Typed typed) => typed.Http.GetStringAsync(address)));
        await shop.UseAsync("/typed");

        Assert.Equal(TimeSpan.FromSeconds(7), (await shop.ClientAsync(nameof(Typed))).Timeout);
        Assert.Equal(Outcome.Pass, (await shop.AuditAsync("1.5")).Outcome);
    }

    [Fact]
    public async Task Sees_keyed_clients_and_names_made_up_at_run_time()
    {
        await using var shop = await Shop.StartAsync(
            static services => services.AddHttpClient("keyed", static http => http.Timeout = TimeSpan.FromSeconds(3)).AddAsKeyed(),
            map: static (app, address) => app.MapGet("/keyed", ([FromKeyedServices("keyed")] HttpClient http) => http.GetStringAsync(address)));
        await shop.UseAsync("/keyed", "/call/made-up");

        Assert.Equal(TimeSpan.FromSeconds(3), (await shop.ClientAsync("keyed")).Timeout);
        Assert.Equal(TimeoutSetting.Default, (await shop.ClientAsync("made-up")).TimeoutSetting);
    }

    [Fact]
    public async Task Passes_an_endless_client_whose_pipeline_has_a_timeout_and_says_what_to_add_where_nobody_reads_it()
    {
        static void Register(IServiceCollection services) => services.AddHttpClient("pay").AddStandardResilienceHandler();

        await using (var read = await Shop.StartAsync(Register))
        {
            await read.UseAsync("/call/pay");
            Assert.Equal(Outcome.Pass, (await read.AuditAsync("1.5")).Outcome);
            Assert.Equal(TimeSpan.FromSeconds(10), (await read.ClientAsync("pay")).Timeout);
        }

        await using var blind = await Shop.StartAsync(Register, resilience: false);
        await blind.UseAsync("/call/pay");
        foreach (var check in new[] { "1.5", "7.1", "7.2", "7.3" })
        {
            var verdict = await blind.AuditAsync(check);
            Assert.Equal(Outcome.Unknown, verdict.Outcome);
            Assert.Contains("AddResilience()", verdict.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Warns_of_a_raw_client_and_names_its_host_even_without_the_package()
    {
        using var raw = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await using var shop = await Shop.StartAsync(resilience: false, map: (app, address) => app.MapGet("/raw", () => raw.GetStringAsync(address)));
        await shop.UseAsync("/raw");

        var verdict = await shop.AuditAsync("1.5");
        Assert.Equal((Outcome.Warn, Doubt.NotFound), (verdict.Outcome, verdict.Doubt));
        Assert.Equal($"raw: {shop.Downstream.Host}", Assert.Single(verdict.Offenders).Subject);
        Assert.Equal(3, (await shop.EvidenceAsync<InventoryEvidence>()).OutboundCalls);
    }

    [Fact]
    public async Task Does_not_apply_where_a_thousand_requests_called_nobody()
    {
        await using var shop = await Shop.StartAsync(map: static (app, _) => app.MapGet("/alone", static () => "alone"));
        await shop.RequestAsync("/alone", 10);
        foreach (var check in new[] { "1.5", "7.1", "7.2" })
        {
            Assert.Equal(Outcome.Unknown, (await shop.AuditAsync(check)).Outcome);
        }

        await shop.UseAsync();
        foreach (var check in new[] { "1.5", "7.1", "7.2" })
        {
            Assert.Equal(Outcome.NotApplicable, (await shop.AuditAsync(check)).Outcome);
        }
    }

    private sealed class Typed
    {
        public Typed(HttpClient http)
        {
            http.Timeout = TimeSpan.FromSeconds(7);
            Http = http;
        }

        public HttpClient Http { get; }
    }
}
