using System.Text;
using HealthKit.Evidence;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Endpoints;

/// <summary>Answers GET /health/audit/queries: the committed query ledger with a proposal for whatever it lacks, to be reviewed, signed and committed.</summary>
internal sealed class QueryLedgerEndpoint(AuditAccess access, EvidenceStore store)
{
    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var granted = await access.LevelAsync(context).ConfigureAwait(false);
        if (granted < AuditLevel.Evidence)
        {
            access.Refused(context, granted);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var evidence = await store.CollectAsync(context.RequestAborted).ConfigureAwait(false);
        var (status, type, text) = Answer(evidence);
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    // What a malformed ledger holds is not known: a proposal in its place would lose the reviews in it.
    private static (int Status, string ContentType, string Body) Answer(EvidenceSet evidence)
    {
        const string Words = "text/plain; charset=utf-8";
        if (evidence.FindAnyAge(typeof(QueryEvidence)) is not QueryEvidence queries)
        {
            return (StatusCodes.Status404NotFound, Words, $"No statements are known. {EvidenceKinds.Cure(typeof(QueryEvidence))}");
        }

        var committed = evidence.FindAnyAge(typeof(QueryLedgerEvidence)) as QueryLedgerEvidence;
        var gap = evidence.Gaps.FirstOrDefault(static gap => gap.Kind == EvidenceKinds.Name(typeof(QueryLedgerEvidence)));
        if (gap is { IsError: true })
        {
            return (StatusCodes.Status409Conflict, Words, $"The ledger is refused, and a new one in its place would lose its reviews. {gap.Reason}");
        }

        if (committed is null && gap is null)
        {
            return (StatusCodes.Status503ServiceUnavailable, Words, "Whether there is a ledger was not looked for yet; ask again in a moment.");
        }

        var plans = evidence.FindAnyAge(typeof(QueryPlanEvidence)) as QueryPlanEvidence ?? new QueryPlanEvidence { ObservedAt = evidence.AsOf, MaxAge = TimeSpan.Zero };
        var ledger = committed?.Ledger ?? new QueryLedger { ReleasedAt = evidence.AsOf };
        return (StatusCodes.Status200OK, "application/json; charset=utf-8", ledger.Propose(queries, plans).ToJson());
    }
}
