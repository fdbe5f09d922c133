using System.Data.Common;

namespace HealthKit.Sources;

/// <summary>A database that somebody's options name.</summary>
/// <param name="Owner">Whose options, for reports: a DbContext.</param>
/// <param name="ConnectionString">With its password, never shown; null where there is a data source.</param>
/// <param name="Source">The data source; null where there is a connection string.</param>
/// <param name="CommandTimeout">The owner's own command timeout; null where the driver's stands.</param>
/// <param name="Unreadable">Why the options cannot be read; null when they can.</param>
internal sealed record FoundDataSource(string Owner, string? ConnectionString, DbDataSource? Source, TimeSpan? CommandTimeout, string? Unreadable)
{
    /// <summary>True when a command of the owner's was seen to serve a request without a time limit.</summary>
    public bool RanUnlimited { get; init; }
}
