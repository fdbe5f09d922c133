using System.Net.Mime;
using Storefront.Collector;

const string Protobuf = "application/x-protobuf";

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddRequestDecompression();

var app = builder.Build();
app.UseRequestDecompression();

// OTLP 1.7 over HTTP: a request is answered in its own encoding, by a message that is empty where every span was taken.
app.MapPost("/v1/traces", async (HttpRequest request, ILogger<Program> logger, CancellationToken cancellation) =>
{
    if (request.ContentType != Protobuf) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);

    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body, cancellation);
    if (ExportRequest.CountSpans(body.GetBuffer().AsSpan(0, (int)body.Length)) is not { } spans)
    {
        return Results.Text("This is no ExportTraceServiceRequest.", MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status400BadRequest);
    }

    logger.LogInformation("Took {Spans} spans", spans);
    return Results.Bytes([], Protobuf);
});

await app.RunAsync();
