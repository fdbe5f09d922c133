using HealthKit.Evidence;

namespace HealthKit.Redis.Servers;

/// <summary>What one server said over one connection.</summary>
/// <param name="Server">The evidence.</param>
/// <param name="Run">The server's id of its present run; null where it did not tell.</param>
internal sealed record ServerReading(CacheServer Server, string? Run)
{
    private int Answers => (Server.Unreadable is null ? 1 : 0) + (Server.SampleUnreadable is null ? 1 : 0) + (Server.ExpiriesUnreadable is null ? 1 : 0) + (Server.TypesUnreadable is null ? 1 : 0);

    /// <summary>A server of which nothing is known.</summary>
    public static ServerReading Blind(string name, string reason) => new(new CacheServer { Name = name, Unreadable = reason, SampleUnreadable = reason }, Run: null);

    /// <summary>The servers, each once however many ways lead to it: by the way that shows most.</summary>
    public static IReadOnlyList<CacheServer> Once(IEnumerable<ServerReading> readings) =>
    [
        .. readings
            .Select(static (reading, index) => (reading, index))
            .GroupBy(static read => read.reading.Run ?? FormattableString.Invariant($"{read.index}"))
            .Select(static ways => ways.MaxBy(static way => way.reading.Answers).reading.Server),
    ];
}
