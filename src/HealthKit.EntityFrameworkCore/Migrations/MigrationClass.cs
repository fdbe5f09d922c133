namespace HealthKit.EntityFrameworkCore.Migrations;

/// <summary>A migration among the host's types.</summary>
/// <param name="Context">The context it belongs to.</param>
/// <param name="Type">Its class.</param>
/// <param name="Id">Its id.</param>
internal sealed record MigrationClass(Type Context, Type Type, string Id);
