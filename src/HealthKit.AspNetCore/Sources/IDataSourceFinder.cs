namespace HealthKit.Sources;

/// <summary>Finds databases where a driver's package cannot look: an object-relational mapper's package implements it.</summary>
internal interface IDataSourceFinder
{
    /// <summary>All that are found now.</summary>
    IReadOnlyList<FoundDataSource> Find();
}
