using HealthKit.Caching;
using HealthKit.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.AspNetCore.Tests.Caching;

/// <summary>Hosts whose caches are registered before or after the audit.</summary>
internal static class CacheHosts
{
    public static WebApplication Build(bool auditFirst, Action<IServiceCollection> caches)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        if (auditFirst)
        {
            builder.Services.AddHealthAudit();
        }

        caches(builder.Services);
        if (!auditFirst)
        {
            builder.Services.AddHealthAudit();
        }

        return builder.Build();
    }

    public static async Task<CacheEvidence> ReadAsync(IServiceProvider services)
    {
        var source = services.GetServices<IEvidenceSource>().OfType<CacheEvidenceSource>().Single();
        var reading = await source.ReadAsync(TestContext.Current.CancellationToken);
        return Assert.IsType<CacheEvidence>(Assert.Single(reading.Records));
    }
}
