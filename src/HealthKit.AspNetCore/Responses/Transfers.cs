using HealthKit.Evidence;
using HealthKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HealthKit.Responses;

/// <summary>What the headers of every completed request say of sizes and files. It allocates nothing.</summary>
internal static class Transfers
{
    private const int Head = 1;
    private const int FirstSending = 2;
    private const int LastSending = 4;

    // Below it, a document that a header calls an attachment counts as an answer: the header is read for larger ones only.
    private const long WorthAsking = 65_536;

    /// <summary>Looks at a completed request.</summary>
    public static void Note(HttpContext context, int status, int method, string? type, RouteEntry entry)
    {
        if (entry.Key.Kind is RouteKind.Stream || status is < 200 or >= 400)
        {
            return;
        }

        if (method is >= FirstSending and <= LastSending && context.Request.ContentLength is > 0 and var sent
            && (context.Request.ContentType is not { Length: > 0 } carried || ContentKinds.IsFile(carried)))
        {
            NoteUpload(context, entry.Responses, sent);
        }

        if (!HasBody(status) || method == Head)
        {
            return;
        }

        var length = context.Response.ContentLength;
        if (type is not null && IsFile(context, type, length))
        {
            entry.Responses.Download(length ?? 0);
        }
        else if (length is { } bytes && (bytes == 0 || type is null || !ContentKinds.IsStream(type)))
        {
            NoteSize(context, entry.Responses, bytes);
        }
    }

    /// <summary>True for the success of a request that is answered with a body.</summary>
    public static bool HasBody(int status) => status is >= 200 and < 300 and not StatusCodes.Status204NoContent and not StatusCodes.Status205ResetContent;

    /// <summary>A form is an upload only with a file in it, and then as large as its files.</summary>
    public static void NoteUpload(HttpContext context, RouteResponses route, long bytes)
    {
        if (context.Features.Get<IFormFeature>()?.Form is not { } form)
        {
            route.Upload(bytes);
        }
        else if (form.Files.Count > 0)
        {
            long files = 0;
            for (var index = 0; index < form.Files.Count; index++)
            {
                files += form.Files[index].Length;
            }

            route.Upload(files);
        }
    }

    /// <summary>True for what a browser would save rather than show.</summary>
    public static bool IsFile(HttpContext context, string type, long? length) => ContentKinds.IsFile(type) || (length is null or >= WorthAsking && IsAttachment(context));

    private static bool IsAttachment(HttpContext context) =>
        context.Response.Headers.ContentDisposition is { Count: > 0 } disposition && disposition[0]?.StartsWith("attachment", StringComparison.OrdinalIgnoreCase) == true;

    private static void NoteSize(HttpContext context, RouteResponses route, long bytes)
    {
        if (bytes > 0 && context.Response.Headers.ContentEncoding.Count > 0)
        {
            route.AtLeast(bytes);
            route.CountEncoded();
        }
        else
        {
            route.Count(bytes);
        }
    }
}
