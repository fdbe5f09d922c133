using System.Text;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Responses;

/// <summary>That a response is what it would be without us.</summary>
public sealed class ResponseSampleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Throws_nothing_into_responses_that_two_write_at_once()
    {
        await using var host = await TestHost.StartAsync(static app => app.MapGet("/raced", static (HttpContext context) =>
        {
            var sample = context.Features.Get<ResponseSample>()!;
            sample.Saw("{\"data\":{\"a\":"u8, beforeCompression: false);
            var lists = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[]", 1_000)));
            return Record.Exception(() => Parallel.For(0, 8, _ => sample.Saw(lists, beforeCompression: false))) is null;
        }));
        for (var request = 0; request < 50; request++)
        {
            Assert.Equal("true", await host.Client.GetStringAsync("/raced", Cancel));
        }
    }

    [Fact]
    public async Task Goes_on_looking_while_files_are_sent_that_cost_it_nothing()
    {
        var path = Path.Combine(Path.GetTempPath(), $"healthkit-{Guid.NewGuid():N}.bin");
        await using (var sparse = File.Create(path))
        {
            sparse.SetLength(20_000_000_000);
        }

        try
        {
            await using var host = await TestHost.StartAsync(
                app =>
                {
                    app.MapGet("/film", async (HttpContext context) =>
                    {
                        context.Response.ContentLength = 20_000_000_000;
                        context.Response.ContentType = "video/mp4";
                        await context.Response.SendFileAsync(path, context.RequestAborted);
                    });
                    app.MapGet("/orders", static () => Results.Ok(Enumerable.Range(0, 3)));
                },
                static builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider()));
            using (var film = await host.Client.GetAsync("/film", HttpCompletionOption.ResponseHeadersRead, Cancel))
            {
                Assert.Equal(20_000_000_000, film.Content.Headers.ContentLength);
            }

            await host.HttpAsync(1);
            await host.Client.GetStringAsync("/orders", Cancel);
            await host.HttpAsync(2);
            await host.RefreshAsync<EndpointTableEvidence>();
            Assert.Equal(3, (await host.RefreshAsync<ResponseSizeEvidence>()).Routes.Single(static route => route.Route == "GET /orders").MostItems);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Leaves_flushes_the_end_trailers_and_parts_of_files_as_they_were(HttpProtocols protocol)
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var completed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var path = Path.Combine(Path.GetTempPath(), $"healthkit-{Guid.NewGuid():N}.txt");
        await File.WriteAllTextAsync(path, "0123456789", Cancel);
        try
        {
            await using var host = await TestHost.StartAsync(
                app =>
                {
                    app.MapGet("/written", async (HttpContext context) =>
                    {
                        var writer = context.Response.BodyWriter;
                        Assert.IsType<CountingWriter>(writer);
                        "ab"u8.CopyTo(writer.GetSpan(2));
                        writer.Advance(1);
                        writer.Advance(1);
                        var unflushed = writer.CanGetUnflushedBytes ? writer.UnflushedBytes : 2;
                        await writer.FlushAsync(Cancel);
                        await goOn.Task;
                        await context.Response.Body.WriteAsync("cd"u8.ToArray(), Cancel);
                        await Task.Factory.FromAsync(context.Response.Body.BeginWrite("e"u8.ToArray(), 0, 1, null, null), context.Response.Body.EndWrite);
                        await writer.WriteAsync(Encoding.UTF8.GetBytes($"{unflushed}"), Cancel);
                        if (context.Response.SupportsTrailers())
                        {
                            context.Response.AppendTrailer("checksum", "7");
                        }

                        await context.Response.CompleteAsync();
                        completed.TrySetResult(context.Response.HasStarted);
                        await goOn.Task;
                    });
                    app.MapGet("/part", async (HttpContext context) => await context.Response.SendFileAsync(path, 2, 3, Cancel));
                    app.MapMethods("/head", ["HEAD"], static (HttpContext context) => context.Response.WriteAsync("none of this", Cancel));
                },
                protocols: protocol);
            var (version, policy) = (protocol == HttpProtocols.Http2 ? new Version(2, 0) : new Version(1, 1), HttpVersionPolicy.RequestVersionExact);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/written") { Version = version, VersionPolicy = policy };
            using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
            await using var body = await response.Content.ReadAsStreamAsync(Cancel);
            var first = new byte[2];
            await body.ReadExactlyAsync(first, Cancel).AsTask().WaitAsync(Patience, Cancel);
            Assert.Equal("ab", Encoding.UTF8.GetString(first));
            goOn.SetResult();
            using var rest = new StreamReader(body);
            Assert.Equal("cde2", await rest.ReadToEndAsync(Cancel).WaitAsync(Patience, Cancel));
            Assert.True(await completed.Task.WaitAsync(Patience, Cancel));
            if (protocol == HttpProtocols.Http2)
            {
                Assert.Equal("7", response.TrailingHeaders.GetValues("checksum").Single());
            }

            using var part = new HttpRequestMessage(HttpMethod.Get, "/part") { Version = version, VersionPolicy = policy };
            using var sent = await host.Client.SendAsync(part, Cancel);
            Assert.Equal("234", await sent.Content.ReadAsStringAsync(Cancel));
            using var head = new HttpRequestMessage(HttpMethod.Head, "/head") { Version = version, VersionPolicy = policy };
            using var none = await host.Client.SendAsync(head, Cancel);
            Assert.Equal(("", true), (await none.Content.ReadAsStringAsync(Cancel), none.IsSuccessStatusCode));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Says_of_a_part_that_is_none_what_the_server_says()
    {
        await using var host = await TestHost.StartAsync(static app => app.MapGet("/", static async (HttpContext context) =>
            await Record.ExceptionAsync(() => context.Response.Body.WriteAsync(new byte[2], 1, 5, Cancel)) is ArgumentException && await Record.ExceptionAsync(() => context.Response.SendFileAsync("/none/such", Cancel)) is FileNotFoundException or DirectoryNotFoundException));
        Assert.Equal("true", await host.Client.GetStringAsync("/", Cancel));
    }
}
