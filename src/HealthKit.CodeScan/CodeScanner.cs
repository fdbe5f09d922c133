using HealthKit.CodeScan.Connections;
using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.Sql;
using HealthKit.CodeScan.State;
using HealthKit.Evidence;

namespace HealthKit.CodeScan;

/// <summary>Scans assemblies for what the checks ask of code. Knows nothing of a running host.</summary>
internal static class CodeScanner
{
    /// <param name="images">The assemblies.</param>
    /// <param name="singletons">The services of which the host has one instance.</param>
    /// <param name="mapped">The handlers in the endpoint table; null where there is no such table.</param>
    /// <param name="pause">Called all along; throws to end the scan.</param>
    public static IReadOnlyList<CodeScanRule> Scan(IReadOnlyList<AssemblyImage> images, IReadOnlyList<SingletonRegistration> singletons, IReadOnlySet<HandlerName>? mapped, Action pause)
    {
        var code = new CodeBase(images, pause);
        var flow = new CodeFlow(code, pause);
        var log = new WriteLog();
        flow.Run(log);
        var types = new SharedTypes(flow, singletons, log.Handlers);
        var dormant = new DormantCode(flow.Graph, log.Routes, mapped);
        var initialisers = new Initialisers(flow);
        // A method that hands no text over, such as the model of a migration, hides none however little of it could be followed.
        var senders = flow.SendersOfText();
        return
        [
            .. new ConnectionScan(flow, initialisers).Read(dormant),
            SqlConstruction.Read([.. log.SqlSites.Where(site => !dormant.Contains(site.Method))], log.Unread.Where(method => !method.IsGenerated && !method.Type.IsGenerated && senders.Contains(method))),
            new SharedState(flow, log, types, initialisers, dormant).Read(),
        ];
    }
}
