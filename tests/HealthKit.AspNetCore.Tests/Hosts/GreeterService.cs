using Grpc.Core;

namespace HealthKit.Hosts;

public sealed class GreeterService : Greeter.GreeterBase
{
    public override Task<GreetReply> Greet(GreetRequest request, ServerCallContext context) => Task.FromResult(new GreetReply { Text = request.Name });

    [ReadOperation]
    public override Task<GreetReply> Look(GreetRequest request, ServerCallContext context) => Task.FromResult(new GreetReply { Text = request.Name });

    public override Task<GreetReply> Fail(GreetRequest request, ServerCallContext context) => throw new RpcException(new Status(StatusCode.Unavailable, "down"));

    public override async Task Watch(GreetRequest request, IServerStreamWriter<GreetReply> responseStream, ServerCallContext context) =>
        await responseStream.WriteAsync(new GreetReply { Text = request.Name });
}
