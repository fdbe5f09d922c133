using HealthKit.Evidence;

namespace HealthKit.Npgsql.Databases;

/// <summary>What one database said.</summary>
/// <param name="Database">Which.</param>
/// <param name="Server">Its server.</param>
/// <param name="Catalog">Its catalog.</param>
/// <param name="CatalogAt">When the catalog was read.</param>
/// <param name="At">When the server was asked.</param>
internal sealed record DatabaseReading(Database Database, DatabaseServer Server, DatabaseCatalog Catalog, DateTimeOffset CatalogAt, DateTimeOffset At);
