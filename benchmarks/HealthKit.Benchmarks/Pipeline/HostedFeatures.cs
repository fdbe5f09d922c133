using Microsoft.AspNetCore.Hosting.Server.Abstractions;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>The reused features with room for the host's own context, which it uses again too.</summary>
internal sealed class HostedFeatures<TContext> : ReusedFeatures, IHostContextContainer<TContext>
    where TContext : notnull
{
    public TContext? HostContext { get; set; }
}
