using HealthKit.Npgsql.Databases;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HealthKit.Npgsql.Hosting;

/// <summary>
/// Decides what the answers of the databases mean for the service. A database that is out of reach takes the service out only when the service
/// cannot do without it: with several, it is a host's option, or the way it is registered, that says so.
/// </summary>
internal static class Readiness
{
    private static readonly HealthCheckResult Down = HealthCheckResult.Unhealthy("A PostgreSQL database does not answer.");
    private static readonly HealthCheckResult Impaired = HealthCheckResult.Degraded("A PostgreSQL database that the service may do without does not answer, or takes no new connection.");

    /// <summary>The state of the service.</summary>
    /// <param name="answers">What every database said that could be asked.</param>
    /// <param name="unasked">The databases whose password is not known.</param>
    /// <param name="named">The host's option.</param>
    public static HealthCheckResult Of(IReadOnlyList<(Database Database, DatabaseAnswer Answer)> answers, IReadOnlyList<Database> unasked, IEnumerable<string> named)
    {
        if (answers.All(static answer => answer.Answer == DatabaseAnswer.Up))
        {
            return HealthCheckResult.Healthy();
        }

        // Any server behind a data source serves.
        var sources = answers.GroupBy(static answer => answer.Database.SourceKey, static answer => answer, StringComparer.Ordinal)
            .Select(static hosts => (Databases: hosts.Select(static host => host.Database).ToArray(), Answer: hosts.Max(static host => host.Answer))).ToArray();
        if (sources.All(static source => source.Answer == DatabaseAnswer.Up))
        {
            return HealthCheckResult.Healthy();
        }

        var required = sources.Where(source => source.Databases.Any(database => named.Any(database.IsNamed))).ToArray();
        required = required.Length > 0 ? required : [.. sources.Where(static source => source.Databases.Any(static database => database.IsDefault))];
        required = required.Length > 0 ? required : OfContexts([.. sources.Where(static source => source.Databases.Any(static database => database.IsOfContext))]);
        var isOut = required.Length > 0
            ? required.Any(static source => source.Answer == DatabaseAnswer.Down)
            : sources.All(static source => source.Answer == DatabaseAnswer.Down) && unasked.All(database => answers.Any(answer => answer.Database.Settings.Server == database.Settings.Server));
        return isOut ? Down : Impaired;
    }

    // Several contexts may be of one database.
    private static (Database[] Databases, DatabaseAnswer Answer)[] OfContexts((Database[] Databases, DatabaseAnswer Answer)[] contexts) =>
        contexts.DistinctBy(static source => string.Join(',', source.Databases.Select(static database => database.Settings.Login).Order(StringComparer.Ordinal))).Count() == 1 ? contexts : [];
}
