using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The positive proofs that a part does not exist, shared by the checks of a section.</summary>
internal static class Absences
{
    /// <summary>Requests after which a thing never seen counts as not there.</summary>
    public const long EnoughRequests = 1_000;

    public static readonly Applicability Database = Applicability.From<InventoryEvidence>(WithoutDatabase, OtherDatabase);

    public static readonly Applicability Cache = Applicability.From<InventoryEvidence>(static inventory =>
        inventory.CachesObserved && inventory.CacheLookups == 0 && inventory.CacheClients.Count == 0 && inventory.Requests >= EnoughRequests
            ? FormattableString.Invariant($"No cache was looked up in {inventory.Requests:#,0} requests and no cache client is in use.")
            : null);

    public static readonly Applicability CacheServer = Applicability.From<InventoryEvidence>(static inventory =>
        inventory.CacheClients.Count == 0 ? "No client of a cache server is in use." : null);

    public static readonly Applicability OutboundHttp = Applicability.From<InventoryEvidence>(WithoutOutboundHttp);

    public static readonly Applicability DatabaseBesideOutboundHttp = Applicability.From<InventoryEvidence>(static inventory => WithoutDatabase(inventory) ?? WithoutOutboundHttp(inventory), OtherDatabase);

    public static readonly Applicability Migrations = Applicability.From<MigrationEvidence>(static migrations =>
        migrations.AssembliesLookedThrough && migrations.FilesLookedThrough && migrations.Findings.Count == 0 && migrations.Places.All(static place => place is { Unreadable: null, Migrations: 0 })
            ? "Neither the host's assemblies nor the build's files hold a migration."
            : null);

    public static readonly Applicability Serverless = Applicability.From<InventoryEvidence>(static inventory =>
        inventory.PlatformKnown && inventory.ServerlessPlatform is null ? "The process does not run on a serverless platform." : null);

    private static string? WithoutDatabase(InventoryEvidence inventory) =>
        inventory.DatabaseDrivers.Count == 0 && inventory.DataSources.Count == 0
            ? "No data source is registered or was seen, and no database driver is loaded."
            : null;

    private static string? OtherDatabase(InventoryEvidence inventory) =>
        inventory.UnseenDrivers.Count > 0 && !inventory.DatabaseDrivers.Contains("Npgsql")
            ? $"The service's database is reached through {string.Join(", ", inventory.UnseenDrivers)}, and HealthKit sees the work of Npgsql."
            : null;

    private static string? WithoutOutboundHttp(InventoryEvidence inventory) =>
        inventory.HttpClients == 0 && inventory.OutboundCalls == 0 && inventory.Requests >= EnoughRequests
            ? FormattableString.Invariant($"No HTTP client is registered and none was used in {inventory.Requests:#,0} requests.")
            : null;
}
