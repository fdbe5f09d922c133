using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.State;

/// <summary>Keeps what the analysis saw written.</summary>
internal sealed class WriteLog : IFlowVisitor
{
    public int Sites { get; private set; }

    public List<FieldWrite> Writes { get; } = [];

    public HashSet<MethodModel> Handlers { get; } = [];

    /// <summary>Handlers that are in the endpoint table of the running host, or were not mapped there.</summary>
    public HashSet<MethodModel> Routes { get; } = [];

    public List<SqlSite> SqlSites { get; } = [];

    public HashSet<MethodModel> Unread { get; } = [];

    public void Write(FieldWrite write)
    {
        Sites++;
        if (write.Field is not null)
        {
            Writes.Add(write);
        }
    }

    public void Handler(MethodModel method, bool isRoute)
    {
        Handlers.Add(method);
        if (isRoute)
        {
            Routes.Add(method);
        }
    }

    public void Sql(SqlSite site) => SqlSites.Add(site);

    public void Unreadable(MethodModel method) => Unread.Add(method);
}
