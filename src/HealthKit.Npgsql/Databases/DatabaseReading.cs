using HealthKit.Evidence;

namespace HealthKit.Npgsql.Databases;

/// <summary>What one database said.</summary>
/// <param name="Database">Which.</param>
/// <param name="Server">Its server.</param>
/// <param name="Catalog">Which catalog it has, and as whom it is read; null when the database could not be read.</param>
/// <param name="At">When the server was asked.</param>
internal sealed record DatabaseReading(Database Database, DatabaseServer Server, CatalogKey? Catalog, DateTimeOffset At);
