using HealthKit.Caching;
using HealthKit.Checks;
using HealthKit.Sources;
using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;

namespace HealthKit.AspNetCore.Tests.Caching;

/// <summary>Caches that code makes with new, as a static MemoryCache.</summary>
public class MadeCachesTests
{
    // It makes its first level itself.
    private static readonly string Maker = typeof(FusionCache).Assembly.Location;
    private static readonly string Innocent = typeof(MadeCachesTests).Assembly.Location;

    [Fact]
    public void Sees_who_makes_a_cache_and_who_only_uses_the_interface()
    {
        Assert.Equal(["MemoryCache"], MadeCaches.In(Maker).Where(static cache => cache == "MemoryCache"));
        Assert.DoesNotContain("MemoryCache", MadeCaches.In(Innocent));
        Assert.Empty(MadeCaches.In(Path.Combine(AppContext.BaseDirectory, "gone.dll")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cache_that_the_code_makes_keeps_the_section_from_not_applying(bool makes)
    {
        await using var app = CacheHosts.Build(auditFirst: true, services => services.AddSingleton(new ServiceFiles([makes ? Maker : typeof(Check).Assembly.Location])));

        var evidence = await CacheHosts.ReadAsync(app.Services);
        Assert.Equal(makes, evidence.BlindSpots.Any(static spot => spot.Subject == "MemoryCache in ZiggyCreatures.FusionCache"));
        Assert.All(evidence.BlindSpots, static spot => Assert.Contains("WithRegisteredMemoryCache()", spot.Cure, StringComparison.Ordinal));
        Assert.Equal(!makes, app.Services.GetRequiredService<ICacheActivity>().IsComplete);
    }
}
