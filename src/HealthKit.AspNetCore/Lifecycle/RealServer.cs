using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Lifecycle;

/// <summary>Tells a host that others reach over the network from one that tests drive in memory: the latter has nobody to drain, and tells nothing about how a process stops.</summary>
internal static class RealServer
{
    private const string TestServer = "Microsoft.AspNetCore.TestHost.TestServer";

    public static bool IsIn(IServiceProvider services) => services.GetService<IServer>()?.GetType().FullName is not (null or TestServer);
}
