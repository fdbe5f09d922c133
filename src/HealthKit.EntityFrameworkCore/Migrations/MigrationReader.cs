using System.Collections.Concurrent;
using System.Reflection;
using HealthKit.Evidence;
using HealthKit.Migrations;
using Microsoft.EntityFrameworkCore.Migrations;

namespace HealthKit.EntityFrameworkCore.Migrations;

/// <summary>Reads what a migration does, once: its class does not change while the process runs.</summary>
internal sealed class MigrationReader
{
    private readonly ConcurrentDictionary<(Type Type, string Provider), LintResult> _read = new();

    /// <summary>What is risky in a migration.</summary>
    public LintedMigration Read(MigrationClass migration, string provider, string? acknowledged) => new(
        migration.Id,
        _read.GetOrAdd((migration.Type, provider), static key => Lint(key.Type, key.Provider)),
        null,
        acknowledged ?? migration.Type.GetCustomAttribute<AcknowledgedMigrationAttribute>()?.Reason);

    private static LintResult Lint(Type type, string provider)
    {
        try
        {
            var migration = (Migration)Activator.CreateInstance(type)!;
            migration.ActiveProvider = provider;
            return OperationRules.Lint(migration.UpOperations);
        }
#pragma warning disable CA1031 // The host's own code: a migration that cannot be made here is one that nobody looked at.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var reason = (exception as TargetInvocationException)?.InnerException ?? exception;
            return new LintResult([new LintFinding(MigrationRisk.Unclassified, $"unreadable ({reason.GetType().Name})", null, 0, "Review it, and acknowledge the migration.")], 1, []);
        }
    }
}
