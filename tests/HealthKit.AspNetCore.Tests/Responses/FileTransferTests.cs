using System.Net.Http.Headers;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace HealthKit.Responses;

/// <summary>8.6 on real hosts.</summary>
public sealed class FileTransferTests
{
    private const int Large = 1_500_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_a_large_upload_and_passes_a_service_that_hands_out_addresses_instead()
    {
        await using var direct = await TestHost.StartAsync(static app => app.MapPost("/photos", static (IFormFile file) => file.Length).DisableAntiforgery());
        Assert.Equal(Outcome.Warn, (await direct.CheckAsync("8.6")).Outcome);
        Assert.True((await direct.Client.PostAsync("/photos", Form(Large), Cancel)).IsSuccessStatusCode);
        await direct.HttpAsync(1);
        var failed = await direct.CheckAsync("8.6");
        Assert.Equal((Outcome.Fail, "POST /photos"), (failed.Outcome, Assert.Single(failed.Offenders).Subject));
        Assert.Contains("1 upload and 0 downloads, the largest 1.4 MiB", failed.Offenders[0].Observed, StringComparison.Ordinal);

        await using var presigned = await TestHost.StartAsync(static app => app.MapPost("/photos", static () => new Uri("https://store.example/photo")));
        Assert.Equal(Outcome.Unknown, (await presigned.CheckAsync("8.6")).Outcome);
        for (var request = 0; request < 1_000; request++)
        {
            (await presigned.Client.PostAsync("/photos", null, Cancel)).Dispose();
        }

        await presigned.HttpAsync(1_000);
        Assert.Equal(Outcome.Pass, (await presigned.CheckAsync("8.6")).Outcome);
    }

    [Fact]
    public async Task Sees_uploads_and_downloads_however_they_are_read_and_written()
    {
        var path = Path.Combine(Path.GetTempPath(), $"healthkit-{Guid.NewGuid():N}.bin");
        await File.WriteAllBytesAsync(path, new byte[Large], Cancel);
        try
        {
            await using var host = await TestHost.StartAsync(
                app =>
                {
                    app.MapPost("/form", static async (HttpRequest request) => (await request.ReadFormAsync(Cancel)).Files.Count);
                    app.MapPut("/raw", static async (HttpRequest request) => await DrainAsync(request.Body));
                    app.MapPut("/piped", static async (HttpRequest request) => await DrainAsync(request.BodyReader.AsStream()));
                    app.MapGet("/bytes", static () => Results.Bytes(new byte[Large], "application/pdf"));
                    app.MapGet("/attachment", static () => Results.Text(new string('a', Large), "text/csv", statusCode: 200)).AddEndpointFilter(static async (context, next) =>
                    {
                        context.HttpContext.Response.Headers.ContentDisposition = "attachment; filename=all.csv";
                        return await next(context);
                    });
                    app.MapGet("/chunked", static async (HttpContext context) =>
                    {
                        context.Response.ContentType = "application/zip";
                        await context.Response.Body.WriteAsync(new byte[Large], Cancel);
                    });
                    app.MapGet("/sent", (HttpContext context) => context.Response.SendFileAsync(path, Cancel));
                    app.MapControllers();
                },
                static builder => builder.Services.AddControllers().AddApplicationPart(typeof(FileController).Assembly));
            await host.Client.PostAsync("/form", Form(Large), Cancel);
            await host.Client.PutAsync("/raw", Octets(chunked: false), Cancel);
            await host.Client.PutAsync("/piped", Octets(chunked: true), Cancel);
            await host.Client.PostAsync("/files/take", Form(Large), Cancel);
            foreach (var download in (string[])["/bytes", "/attachment", "/chunked", "/sent", "/files/give"])
            {
                Assert.Equal(Large, (await host.Client.GetByteArrayAsync(download, Cancel)).Length);
            }

            await host.HttpAsync(9);
            await host.RefreshAsync<EndpointTableEvidence>();
            var files = (await host.RefreshAsync<FileTransferEvidence>()).Routes.ToDictionary(static route => route.Route);

            Assert.All(files.Values, static route => Assert.Equal((1L, (long)Large), (route.Uploads + route.Downloads, route.LargestBytes)));
            Assert.Equal(
                ["GET /attachment", "GET /bytes", "GET /chunked", "GET /files/give", "GET /sent", "POST /files/take", "POST /form", "PUT /piped", "PUT /raw"],
                files.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(["GET /files/give", "POST /files/take"], files.Values.Where(static route => route.Declared).Select(static route => route.Route).Order(StringComparer.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Is_not_alarmed_by_large_documents_refusals_static_files_and_forms_without_a_file()
    {
        await using var host = await TestHost.StartAsync(static app =>
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory), ServeUnknownFileTypes = true });
            app.MapPost("/import", static async (HttpRequest request) => await DrainAsync(request.Body));
            app.MapPost("/refused", static () => Results.Unauthorized());
            app.MapPost("/fields", static async (HttpRequest request) => (await request.ReadFormAsync(Cancel)).Count);
        });
        using var json = new StringContent($"[{new string(' ', Large)}]", new MediaTypeHeaderValue("application/json"));
        await host.Client.PostAsync("/import", json, Cancel);
        using var chunked = new StringContent($"[{new string(' ', Large)}]", new MediaTypeHeaderValue("application/json"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/import") { Content = chunked };
        request.Headers.TransferEncodingChunked = true;
        await host.Client.SendAsync(request, Cancel);
        await host.Client.PostAsync("/refused", Octets(chunked: false), Cancel);
        using var fields = new MultipartFormDataContent { { new StringContent(new string('a', Large)), "text" } };
        Assert.True((await host.Client.PostAsync("/fields", fields, Cancel)).IsSuccessStatusCode);
        Assert.InRange((await host.Client.GetByteArrayAsync("/HealthKit.AspNetCore.Tests.dll", Cancel)).Length, 1, int.MaxValue);
        await host.HttpAsync(5);
        await host.RefreshAsync<EndpointTableEvidence>();

        var files = await host.RefreshAsync<FileTransferEvidence>();

        Assert.Empty(files.Routes);
        Assert.Equal(5, files.Requests);
    }

    [Fact]
    public async Task Knows_what_is_declared_to_take_or_give_files()
    {
        await using var host = await TestHost.StartAsync(static app =>
        {
            app.MapPost("/file", static (IFormFile file) => file.Length).DisableAntiforgery();
            app.MapPost("/files", static (IFormFileCollection files) => files.Count).DisableAntiforgery();
            app.MapPost("/form", static ([FromForm] string name) => name).DisableAntiforgery();
            app.MapPost("/stream", static (HttpRequest _) => "").Accepts<Stream>("application/octet-stream");
            app.MapPost("/json", static (Uri address) => address);
            app.MapGet("/given", static FileContentHttpResult () => TypedResults.Bytes(new byte[10]));
            app.MapGet("/either", static Results<FileContentHttpResult, NotFound> () => TypedResults.NotFound());
            app.MapGet("/later", static Task<FileStreamHttpResult> () => Task.FromResult(TypedResults.Stream(Stream.Null)));
            app.MapGet("/text", static () => "a");
        });
        await host.RefreshAsync<EndpointTableEvidence>();

        var declared = (await host.RefreshAsync<FileTransferEvidence>()).Routes;

        Assert.Equal(["GET /either", "GET /given", "GET /later", "POST /file", "POST /files", "POST /stream"], declared.Select(static route => route.Route).Order(StringComparer.Ordinal));
    }

    private static async Task<long> DrainAsync(Stream body)
    {
        var buffer = new byte[16_384];
        long read = 0;
        while (await body.ReadAsync(buffer, Cancel) is > 0 and var some)
        {
            read += some;
        }

        return read;
    }

    private static MultipartFormDataContent Form(int length)
    {
        var file = new ByteArrayContent(new byte[length]);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return new MultipartFormDataContent { { file, "file", "photo.png" } };
    }

    private static HttpContent Octets(bool chunked)
    {
        HttpContent content = chunked ? new PushedContent() : new ByteArrayContent(new byte[Large]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private sealed class PushedContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => await stream.WriteAsync(new byte[Large]);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

[Route("files")]
public sealed class FileController : ControllerBase
{
    [HttpPost("take")]
    public IActionResult Take(IFormFile file) => Ok(file.Length);

    [HttpGet("give")]
    public FileContentResult Give() => File(new byte[1_500_000], "application/octet-stream");
}
