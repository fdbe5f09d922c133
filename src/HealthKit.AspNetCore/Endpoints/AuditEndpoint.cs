using HealthKit.Evidence;
using HealthKit.Reporting;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Endpoints;

/// <summary>Answers GET /health/audit: who may read it, how much, in which form.</summary>
internal sealed class AuditEndpoint(AuditAccess access, EvidenceStore store, Auditor auditor)
{
    public Task AnswerAsync(HttpContext context) => AnswerAsync(context, context.Request.Query["level"].ToString());

    public Task AnswerEvidenceAsync(HttpContext context) => AnswerAsync(context, "evidence");

    private async Task AnswerAsync(HttpContext context, string asked)
    {
        context.Response.Headers.CacheControl = "no-store";
        var granted = await access.LevelAsync(context).ConfigureAwait(false);
        if (granted is AuditLevel.None)
        {
            access.Refused(context, granted);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var level = asked switch
        {
            "" => granted is AuditLevel.Summary ? AuditLevel.Summary : AuditLevel.Checks,
            "summary" => AuditLevel.Summary,
            "checks" => AuditLevel.Checks,
            "evidence" => AuditLevel.Evidence,
            _ => AuditLevel.None,
        };
        if (level is AuditLevel.None || AuditFormat.Of(context.Request) is not { } format)
        {
            await RefuseAsync(context, "level is summary, checks or evidence; format is json, html or markdown.").ConfigureAwait(false);
            return;
        }

        if (level > granted)
        {
            access.Refused(context, granted);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (level is AuditLevel.Evidence && !AuditFormat.AllowsJson(context.Request))
        {
            await RefuseAsync(context, "The evidence is JSON alone: leave format out, or ask for format=json. The report has level=checks.").ConfigureAwait(false);
            return;
        }

        var evidence = await store.CollectAsync(context.RequestAborted).ConfigureAwait(false);
        using var body = new MemoryStream();
        if (level is AuditLevel.Evidence)
        {
            format = AuditFormat.Json;
            EvidenceDocument.Write(evidence, body);
        }
        else
        {
            var report = auditor.Audit(evidence);
            await WriteAsync(level is AuditLevel.Checks ? report : Summary(report), level, format, body).ConfigureAwait(false);
        }

        context.Response.ContentType = format;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            body.Position = 0;
            await body.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why, context.RequestAborted);
    }

    // Written to memory first: renderers are synchronous, the response is not.
    private static async Task WriteAsync(AuditReport report, AuditLevel level, string format, MemoryStream body)
    {
        if (format == AuditFormat.Json)
        {
            ReportJson.Write(report, body);
            return;
        }

        var writer = new StreamWriter(body, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            switch (format)
            {
                case AuditFormat.Html:
                    ReportHtml.Write(report, writer);
                    break;
                case AuditFormat.Markdown when level is AuditLevel.Summary:
                    ReportMarkdown.WriteSummary(report, writer);
                    break;
                default:
                    ReportMarkdown.Write(report, writer);
                    break;
            }
        }
    }

    // The score by section and nothing that names a part of the service.
    private static AuditReport Summary(AuditReport report) => report with
    {
        Checks = [],
        CustomChecks = [],
        Actions = [],
        Exemptions = [],
        Attestations = [],
    };
}
