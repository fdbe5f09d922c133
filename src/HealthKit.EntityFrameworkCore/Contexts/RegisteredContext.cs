using Microsoft.EntityFrameworkCore.Infrastructure;

namespace HealthKit.EntityFrameworkCore.Contexts;

/// <summary>A DbContext that the host registered.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Relational">The options of its relational provider; null where it has none, or where they cannot be read.</param>
/// <param name="Provider">The provider, by the name of its assembly.</param>
/// <param name="Unreadable">Why its options cannot be read; null when they can.</param>
internal sealed record RegisteredContext(Type Type, RelationalOptionsExtension? Relational, string? Provider, string? Unreadable);
