using System.Globalization;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.State;

public sealed class StatelessServiceTests
{
    [Fact]
    public async Task A_session_in_the_process_fails_and_one_elsewhere_does_not()
    {
        await using var local = await TestHost.StartAsync(Sessions, static builder => builder.Services.AddDistributedMemoryCache().AddSession());
        await local.Client.GetAsync("/set", TestContext.Current.CancellationToken);
        await local.HttpAsync(1);
        Assert.Equal((true, StateLocation.InProcess), Of(await StateAsync(local), StateKind.Session));
        Assert.Equal(Outcome.Fail, await OutcomeAsync(local));

        await using var elsewhere = await TestHost.StartAsync(Sessions, static builder => builder.Services.AddSession().AddSingleton<IDistributedCache, SharedCache>());
        await elsewhere.Client.GetAsync("/set", TestContext.Current.CancellationToken);
        await elsewhere.HttpAsync(1);
        Assert.NotEqual(StateLocation.InProcess, Of(await StateAsync(elsewhere), StateKind.Session).Location);
        Assert.NotEqual(Outcome.Fail, await OutcomeAsync(elsewhere));
    }

    [Fact]
    public async Task A_session_middleware_whose_session_nobody_fills_is_no_state()
    {
        await using var host = await TestHost.StartAsync(Sessions, static builder => builder.Services.AddDistributedMemoryCache().AddSession());
        await host.Client.GetAsync("/idle", TestContext.Current.CancellationToken);
        await host.HttpAsync(1);

        Assert.Null(Of(await StateAsync(host), StateKind.Session).InUse);
        Assert.NotEqual(Outcome.Fail, await OutcomeAsync(host));
    }

    [Fact]
    public async Task Keys_that_protect_something_are_seen_and_where_they_live()
    {
        await using var host = await TestHost.StartAsync(
            static app => app.MapGet("/protect", static (IDataProtectionProvider provider) => provider.CreateProtector("a").Protect("b")),
            static builder => builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider());
        await host.Client.GetAsync("/protect", TestContext.Current.CancellationToken);
        Assert.Equal(StateLocation.InProcess, Of(await StateAsync(host), StateKind.KeyRing).Location);

        await using var files = await TestHost.StartAsync(
            static app => app.MapGet("/protect", static (IDataProtectionProvider provider) => provider.CreateProtector("a").Protect("b")),
            static builder => builder.Services.AddDataProtection().PersistKeysToFileSystem(Directory.CreateTempSubdirectory("healthkit-keys-")));
        Assert.Equal((null, StateLocation.LocalFiles), Of(await StateAsync(files), StateKind.KeyRing));
        await files.Client.GetAsync("/protect", TestContext.Current.CancellationToken);
        Assert.Equal((true, StateLocation.LocalFiles), Of(await StateAsync(files), StateKind.KeyRing));
    }

    [Fact]
    public async Task Without_its_own_ears_it_does_not_claim_that_keys_are_not_used()
    {
        await using var deaf = await TestHost.StartAsync(
            static app => app.MapGet("/a", static () => "a"),
            static builder =>
            {
                builder.Services.AddDataProtection();
                builder.Logging.ClearProviders();
            });

        for (var request = 0; request < 1_000; request++)
        {
            await deaf.Client.GetAsync("/a", TestContext.Current.CancellationToken);
        }

        await deaf.HttpAsync(1_000);
        Assert.Null(Of(await StateAsync(deaf), StateKind.KeyRing).InUse);
    }

    [Fact]
    public async Task Hub_connections_live_in_the_process_without_a_backplane()
    {
        await using var host = await TestHost.StartAsync(static app => app.MapHub<Hub>("/hub"), static builder => builder.Services.AddSignalR());

        Assert.Equal((true, StateLocation.InProcess), Of(await StateAsync(host), StateKind.HubConnections));
        Assert.Equal(Outcome.Fail, await OutcomeAsync(host));
    }

    [Fact]
    public async Task Hub_connections_of_a_manager_that_nobody_knows_are_unknown()
    {
        await using var host = await TestHost.StartAsync(
            static app => app.MapHub<Hub>("/hub"),
            static builder =>
            {
                builder.Services.AddSignalR();
                builder.Services.AddSingleton(typeof(HubLifetimeManager<>), typeof(OwnManager<>));
            });

        Assert.Equal((true, StateLocation.Unknown), Of(await StateAsync(host), StateKind.HubConnections));
        Assert.Equal(Outcome.Unknown, await OutcomeAsync(host));
    }

    [Fact]
    public async Task An_api_without_any_of_it_passes()
    {
        await using var host = await TestHost.StartAsync(static app => app.MapGet("/a", static () => "a"));

        var state = await StateAsync(host);

        Assert.All(state.Stores, static store => Assert.Equal(false, store.InUse));
        Assert.Equal(Outcome.Pass, await OutcomeAsync(host));
    }

    private sealed class OwnManager<T>(Microsoft.Extensions.Logging.ILogger<DefaultHubLifetimeManager<T>> logger) : DefaultHubLifetimeManager<T>(logger)
        where T : Hub;

    private static void Sessions(WebApplication app)
    {
        app.UseSession();
        app.MapGet("/set", static (HttpContext context) => context.Session.SetString("time", TimeProvider.System.GetUtcNow().ToString(CultureInfo.InvariantCulture)));
        app.MapGet("/idle", static () => "idle");
    }

    private static async Task<StateEvidence> StateAsync(TestHost host) => (await host.EvidenceAsync()).Find<StateEvidence>()!;

    private static (bool? InUse, StateLocation Location) Of(StateEvidence state, StateKind kind)
    {
        var store = state.Stores.Single(store => store.Kind == kind);
        return (store.InUse, store.Location);
    }

    private static async Task<Outcome> OutcomeAsync(TestHost host) => (await host.AuditAsync()).Checks.Single(static check => check.Id == "8.2").Outcome;

    private sealed class SharedCache : IDistributedCache
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> _values = [];

        public byte[]? Get(string key) => _values.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => _values[key] = value;

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }

        public void Refresh(string key)
        {
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => _values.TryRemove(key, out _);

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Remove(key);
            return Task.CompletedTask;
        }
    }
}
