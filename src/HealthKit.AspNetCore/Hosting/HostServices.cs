using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Hosting;

/// <summary>What the host registered, to be read once it runs.</summary>
internal sealed class HostServices(IServiceCollection services)
{
    public IServiceCollection All => services;
}
