using HealthKit.Evidence;

namespace HealthKit.Tests;

internal static partial class Given
{
    public static FleetEvidence Fleet(params FleetPeriod[] periods) => new() { ObservedAt = At, MaxAge = MaxAge, Periods = periods };

    /// <summary>A period that ended a day ago.</summary>
    public static FleetPeriod Period(TimeSpan length, params long[] requests) => new()
    {
        From = At.AddDays(-1) - length,
        To = At.AddDays(-1),
        Version = "1.4.0",
        ConfigurationDigest = "c1",
        Instances = [.. requests.Select(static (count, index) => new FleetInstance($"shop-{index}", count))],
    };

    /// <summary>Every kind of state, none in use; those given replace theirs.</summary>
    public static StateEvidence State(params StateStore[] stores) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Stores = [.. stores, .. Enum.GetValues<StateKind>().Except(stores.Select(static store => store.Kind)).Select(static kind => new StateStore(kind, false, StateLocation.Unknown))],
    };

    /// <summary>A read-heavy service: 90 % reads, 120/s at the peak, one standby that serves so many of 10,000 reads.</summary>
    public static ReplicaEvidence Replicas(long readsOnStandby) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Reads = 10_000,
        Writes = 1_111,
        ReadsOnStandby = readsOnStandby,
        PeakReadsPerSecond = 120,
        Standbys = 1,
        Uptime = TimeSpan.FromHours(2),
    };

    public static BackgroundJobEvidence Jobs(params JobSystem[] systems) => new() { ObservedAt = At, MaxAge = MaxAge, Systems = systems };

    public static FileTransferEvidence Files(params FileRoute[] routes) => new() { ObservedAt = At, MaxAge = MaxAge, Routes = routes, Requests = 5_000 };

    public static ResponseSizeEvidence Sizes(params RouteResponseEvidence[] routes) => new() { ObservedAt = At, MaxAge = MaxAge, Routes = routes };

    /// <summary>So many responses with lists of so many items, 100 bytes each.</summary>
    public static RouteResponseEvidence Lists(string route, long responses, long fewest, long most) => new()
    {
        Route = route,
        Responses = responses,
        ListResponses = responses,
        FewestItems = fewest,
        MostItems = most,
        LargestBytes = 100 * most,
    };

    /// <summary>An endpoint that returns a list and takes neither a page size nor a position.</summary>
    public static EndpointEvidence ListEndpoint(string name) => Endpoint(name) with { ReturnsCollection = true };

    /// <summary>An endpoint that returns pages of at most so many items.</summary>
    public static EndpointEvidence PagedEndpoint(string name, long? most = 100) =>
        ListEndpoint(name) with { PageSizeParameter = "pageSize", PagePositionParameter = "after", PageSizeMaximum = most };
}
