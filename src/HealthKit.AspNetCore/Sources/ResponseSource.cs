using HealthKit.Evidence;
using HealthKit.Inspection;
using HealthKit.Pipeline;
using HealthKit.Requests;
using HealthKit.Responses;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Sources;

/// <summary>States the sizes of responses and the files that went through the process, endpoint by endpoint.</summary>
internal sealed class ResponseSource(
    RouteTable table,
    EndpointInventory inventory,
    EndpointInspection inspection,
    PipelineCapture pipeline,
    ResponseSampler sampler,
    TimeProvider time) : IEvidenceSource
{
    private const int MostBlindSpots = 5;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public string Name => "responses";

    public IReadOnlyList<Type> Kinds { get; } = [typeof(ResponseSizeEvidence), typeof(FileTransferEvidence)];

    public TimeSpan Interval => TimeSpan.Zero;

    public TimeSpan Timeout => TimeSpan.FromSeconds(5);

    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var inspected = inspection.Known;
        if (inspected.Count == 0 && inventory.Endpoints.Count > 0 && !inspection.HasRun)
        {
            return new(new EvidenceReading { Gaps = [Gap("responseSizes", now), Gap("fileTransfers", now)] });
        }

        var endpoints = inspected.ToLookup(static one => one.Evidence.Template, StringComparer.Ordinal);
        var judged = table.All.Append(table.Overflow).Where(entry => IsJudged(entry, endpoints)).OrderBy(static entry => entry.Key.Template, StringComparer.Ordinal).ThenBy(static entry => entry.Key.Method, StringComparer.Ordinal).ToList();
        return new(EvidenceReading.Of(Sizes(judged, now), Files(judged, inspected, now)));
    }

    private static EvidenceGap Gap(string kind, DateTimeOffset now) => new() { Kind = kind, Reason = "The endpoints have not been inspected yet.", ObservedAt = now };

    private ResponseSizeEvidence Sizes(List<RouteEntry> judged, DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        // What no endpoint answers is a static file, or has a blind spot of its own in the endpoint table.
        Routes = [.. judged.Where(static entry => entry.Responses.HasResponses && entry.Attribution != "none").Select(static entry => entry.Responses.Sizes(NameOf(entry)))],
        BlindSpots = sampler.IsEnabled
            ? [.. judged.Where(static entry => entry.Responses.Encoded > 0 && entry.Attribution != "none").Take(MostBlindSpots).Select(static entry => new BlindSpot(
                NameOf(entry),
                "Its responses were compressed before they could be counted.",
                "Compress with AddResponseCompression() and UseResponseCompression(), registered on the host's own builder, or in a proxy before the service."))]
            : [new BlindSpot("bodies of responses", "They are not counted.", "Remove HealthAudit:WatchResponses = false.")],
    };

    private FileTransferEvidence Files(List<RouteEntry> judged, IReadOnlyList<InspectedEndpoint> inspected, DateTimeOffset now)
    {
        var declaring = inspected.Where(static one => one.Evidence.IsJudged && FileEndpoints.Declares(one.Endpoint)).ToList();
        var routes = judged.Where(entry => entry.Responses.HasFiles && (entry.Attribution != "none" || !ServesStaticFiles))
            .Select(entry => entry.Responses.Files(NameOf(entry), declaring.Exists(one => one.Evidence.Answers(NameOf(entry)))))
            .ToList();
        return new FileTransferEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            Routes = [.. routes, .. declaring.Where(one => !routes.Exists(route => one.Evidence.Answers(route.Route))).Select(static one => new FileRoute { Route = one.Evidence.Name, Declared = true })],
            Requests = table.Total(),
            BlindSpots = sampler.IsEnabled ? [] : [new BlindSpot("files without a length", "They are not counted.", "Remove HealthAudit:WatchResponses = false.")],
        };
    }

    private bool ServesStaticFiles => pipeline.Shape?.Find(PipelineInstruments.StaticFiles) is not null;

    // An endpoint of several kinds under one name is judged by the one that is not static.
    private static bool IsJudged(RouteEntry entry, ILookup<string, InspectedEndpoint> endpoints)
    {
        var name = NameOf(entry);
        var own = endpoints[entry.Key.Template].Where(one => one.Evidence.Answers(name)).ToList();
        return entry.Key.Kind is not RouteKind.Stream && (own.Count == 0 || own.Exists(static one => one.Evidence.IsJudged && one.Evidence.Kind is not EndpointKind.Hub));
    }

    private static string NameOf(RouteEntry entry) => $"{entry.Key.Method} {entry.Key.Template}";
}
