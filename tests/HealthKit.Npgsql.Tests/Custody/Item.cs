namespace HealthKit.Npgsql.Tests.Custody;

internal sealed class Item
{
    public int Id { get; init; }

    public required string Name { get; init; }
}
