using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>
/// The pool sizing calculator of the checklist for the pools of one server: max(ceil(peak requests/s x query time x 1.3), cores x 2),
/// and the connections of all instances against what the server allows.
/// </summary>
internal sealed record PoolSizing(IReadOnlyList<ConnectionPool> Pools, DatabaseServer? Server, PoolEvidence Load, bool IsOnlyServer)
{
    private const double Headroom = 1.3;
    private const int PoolPerCore = 2;
    private const double CustodyToQueryTime = 2;

    private static readonly TimeSpan PeakNeeds = TimeSpan.FromMinutes(10);

    private string Name => string.Join(" + ", Pools.Select(static pool => pool.Name));

    private int Size => Pools.Sum(static pool => pool.MaximumSize * Math.Max(1, pool.Pools));

    private string Several => Pools.FirstOrDefault(static pool => pool.Pools > 1) is { } pool ? $" in {Units.Count(Pools.Sum(static pool => Math.Max(1, pool.Pools)), "pool")}, {Units.Number(pool.Pools)} of them of the one connection string of {pool.Name}" : "";

    private int Instances => Math.Max(1, Load.Instances);

    private long Waits => Pools.Sum(static pool => Math.Max(pool.Waits, pool.AcquireTimeouts));

    private bool IsMeasured => Load.Uptime >= PeakNeeds && Load.PeakRequestsPerSecond > 0 && Load.QueryTimePerRequest > TimeSpan.Zero;

    // A hair less, so that a product that is whole but for rounding is not taken up to the next number.
    private int Demand => IsMeasured ? (int)Math.Ceiling(Load.PeakRequestsPerSecond * Load.QueryTimePerRequest.TotalSeconds * Headroom - 1e-9) : 0;

    private int? Cores => Server?.CpuCores is > 0 and var cores ? cores * PoolPerCore : null;

    private int Target => Math.Max(Demand, Cores ?? 0);

    /// <summary>What the server allows; null when unknown, or when a proxy stands between and holds the connections.</summary>
    private int? Capacity => IsProxied || Server?.MaxConnections is not { } all ? null : Math.Min(all - (Server.ReservedConnections ?? 0), Server.ConnectionLimit ?? int.MaxValue);

    private bool IsProxied => Server?.Proxy is not null || Pools.Any(static pool => pool.ExternalPool is not null);

    private string Sum => string.Join("; ", ((string?[])
    [
        $"Maximum Pool Size {Units.Number(Size)}{(Pools.Any(static pool => pool.MaximumSizeExplicit) ? "" : " by default")}{Several}",
        IsMeasured ? $"ceil({Units.Number(Load.PeakRequestsPerSecond)}/s x {Units.Duration(Load.QueryTimePerRequest)} x 1.3) = {Units.Number(Demand)}" : null,
        Cores is { } cores ? $"{Units.Count(cores / PoolPerCore, "core")} x 2 = {Units.Number(cores)}" : null,
        IsMeasured && Cores is not null ? $"target max({Units.Number(Demand)}, {Units.Number(Cores.Value)}) = {Units.Number(Target)}" : null,
        Capacity is { } capacity ? $"{Units.Number(Size)} x {Units.Count(Instances, "instance")} = {Units.Number((long)Size * Instances)} of {Units.Number(capacity)} connections that the server {(Server?.ConnectionLimit <= capacity ? "allows this role or database" : "allows")}" : null,
    ]).OfType<string>());

    public static PoolSizing Of(IReadOnlyList<ConnectionPool> pools, DatabaseServerEvidence? servers, PoolEvidence load, bool isOnlyServer) =>
        new(pools, servers?.Servers.FirstOrDefault(server => server.Unreadable is null && pools.Any(pool => pool.Name == server.DataSource)), load, isOnlyServer);

    /// <summary>Judges the size, which may differ from the target by a factor both ways.</summary>
    public Finding Judge(double factor)
    {
        // The load is known for all servers together: of several, one may bear any part of it.
        var lowest = IsOnlyServer ? Target : Cores ?? 0;
        return Waits > 0 ? Finding.Fail(Name, $"{Units.Count(Waits, "acquire")} had to wait in the last 24 h (limit 0); {Sum}", Size < Target ? Set(Target) : Hold("Waits at a pool of this size come from connections that are held too long."))
            : (long)Size * Instances > Capacity ? Finding.Fail(Name, $"more connections than the server allows; {Sum}", Smaller(Math.Max(1, Math.Min(Cores is not null && IsMeasured ? Target : int.MaxValue, Capacity.Value / Instances))))
            : Server is null || (Capacity is null && !IsProxied) ? Finding.Blind(Name, $"what its server allows could not be read; {Sum}")
            : Cores is null ? Finding.Blind(Name, $"the database's CPU cores are not known; {Sum}", "Set the option DatabaseCpuCores to the database server's number of cores.")
            : !IsMeasured ? Finding.TooFew(Name, $"the peak needs 10 minutes of requests that query, seen {Units.Duration(Load.Uptime)} so far; {Sum}")
            : Size > factor * Target ? Finding.Warn(Name, $"more than {Units.Number(factor)}x the target; {Sum}", Smaller(Target))
            : Size < lowest / factor ? Finding.Warn(Name, $"less than 1/{Units.Number(factor)} of the target; {Sum}", Set(Target))
            : Size <= factor * lowest && Size >= Target / factor ? Finding.Pass(Name, Sum)
            : Finding.Blind(Name, $"how the load divides between several servers is not known; {Sum}");
    }

    private string Set(int size) => Pools is [{ Pools: > 1 }]
        ? $"Take all connections of {Name} from one data source, for contexts by UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()), and set Maximum Pool Size={Units.Plain(size)} in its connection string."
        : Pools.Count == 1
        ? $"Set Maximum Pool Size={Units.Plain(size)} in the connection string."
        : $"Share {Units.Plain(size)} connections between the pools {Name} by Maximum Pool Size in their connection strings.";

    // A formula that looks at queries only would stall a service that holds connections for the whole request.
    private string Smaller(int size) => Load.CustodyPerRequest switch
    {
        _ when !IsMeasured => $"Keep Maximum Pool Size at {Units.Plain(size)} or less in the connection string{(Pools.Count > 1 ? "s together" : "")}; 10 minutes of requests that query will say how much less.",
        null => $"Have custody of connections tracked first (4.6). {Set(size)} {Bound(size)}",
        { } custody when custody <= CustodyToQueryTime * Load.QueryTimePerRequest => Set(size),
        _ => Hold("A smaller pool would make requests wait."),
    };

    // The same sum, solved for the time: what is not known is how long a request holds its connection beyond its queries.
    private string Bound(int size)
    {
        var longest = TimeSpan.FromSeconds(size / (Load.PeakRequestsPerSecond * Headroom));
        return $"At the peak of {Units.Number(Load.PeakRequestsPerSecond)} requests/s that is enough only while a request holds its connection for at most {Units.Number(size)} / ({Units.Number(Load.PeakRequestsPerSecond)}/s x {Units.Number(Headroom)}) = {Units.Duration(longest)}; its queries take {Units.Duration(Load.QueryTimePerRequest)}.";
    }

    private string Hold(string why) => $"Release connections sooner (4.8, 4.9){(Load.CustodyPerRequest is { } custody ? $": a request holds one for {Units.Duration(custody)} and queries for {Units.Duration(Load.QueryTimePerRequest)}" : "")}. {why}";
}
