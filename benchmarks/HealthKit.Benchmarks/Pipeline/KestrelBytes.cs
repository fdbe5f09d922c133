using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>Bytes of one request on real Kestrel over one kept connection, all threads counted.</summary>
internal static class KestrelBytes
{
    private const int Requests = 4_000;
    private const int Rounds = 15;
    private static readonly byte[] Request = [.. "GET "u8, .. System.Text.Encoding.ASCII.GetBytes(PipelineHost.CalledPath), .. " HTTP/1.1\r\nHost: localhost\r\n\r\n"u8];

    public static async Task<double> MeasureAsync(string part, string variant)
    {
        await using var app = PipelineHost.Build(variant, part == PipelineComparison.Async ? AnswerLaterAsync : Endpoints.Sync, static builder =>
        {
            builder.WebHost.UseKestrelCore();
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        });
        await app.StartAsync();
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        Drive(client, Requests);
        var least = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Drive(client, Requests);
            least = Math.Min(least, (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Requests);
        }

        return least;
    }

    // Blocking calls on one buffer, so that the client's share is nothing.
    private static void Drive(Socket client, int requests)
    {
        Span<byte> answer = stackalloc byte[1024];
        for (var request = 0; request < requests; request++)
        {
            client.Send(Request);
            var read = 0;
            while (read < 4 || !answer[..read].EndsWith("\r\n\r\n"u8))
            {
                var more = client.Receive(answer[read..]);
                read += more > 0 ? more : throw new InvalidOperationException("The server closed the connection.");
            }
        }
    }

    private static async Task AnswerLaterAsync(HttpContext context)
    {
        await Task.Yield();
        await Endpoints.Sync(context);
    }
}
