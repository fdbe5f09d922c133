using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Outbound;

public sealed class GrpcClientTests
{
    [Theory]
    [InlineData(false, TimeoutSetting.Infinite)]
    [InlineData(true, TimeoutSetting.Explicit)]
    public async Task Judges_a_grpc_client_by_the_deadline_of_its_calls(bool deadline, TimeoutSetting expected)
    {
        Uri? address = null;
        await using var host = await TestHost.StartAsync(
            static app => app.MapGrpcService<GreeterService>(),
            builder =>
            {
                builder.Services.AddGrpc();
                builder.Services.AddGrpcClient<Greeter.GreeterClient>("greeter", options => options.Address = address);
            },
            protocols: HttpProtocols.Http2);
        address = host.Address;
        var client = host.App.Services.GetRequiredService<Grpc.Net.ClientFactory.GrpcClientFactory>().CreateClient<Greeter.GreeterClient>("greeter");

        await client.GreetAsync(new GreetRequest { Name = "Ada" }, deadline: deadline ? DateTime.UtcNow.AddSeconds(30) : null, cancellationToken: TestContext.Current.CancellationToken);

        var evidence = (await host.EvidenceAsync()).Find<OutboundHttpEvidence>()!;
        var seen = Assert.Single(evidence.Clients, static client => client.Name == "greeter");
        Assert.Equal((1, 0, expected), (seen.Calls, seen.IdempotentCalls, seen.TimeoutSetting));
        Assert.True(seen.PipelineReadable);
        Assert.InRange(seen.Timeout?.TotalSeconds ?? 30, 20, 30);
    }
}
