using HealthKit.Evidence;
using HealthKit.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace HealthKit.EntityFrameworkCore.Migrations;

/// <summary>What is risky in the operations of one migration. The types before a change are known here, unlike in SQL.</summary>
internal static class OperationRules
{
    /// <summary>Looks through the operations.</summary>
    public static LintResult Lint(IReadOnlyList<MigrationOperation> operations)
    {
        var context = new LintContext(inTransaction: true, []);
        foreach (var table in operations.OfType<CreateTableOperation>())
        {
            context.Create(Name(table.Schema, table.Name));
        }

        var findings = new List<LintFinding>();
        var statements = 0;
        foreach (var operation in operations)
        {
            if (operation is SqlOperation { Sql: { } sql } raw)
            {
                var result = MigrationLinter.Lint(sql, inTransaction: !raw.SuppressTransaction, context.Created);
                statements += Math.Max(1, result.Statements);
                findings.AddRange(result.Findings.Select(static finding => finding with { Line = 0 }));
                foreach (var table in result.CreatedTables)
                {
                    context.Create(table);
                }
            }
            else
            {
                statements++;
                Lint(operation, context);
            }
        }

        return new LintResult([.. context.Findings, .. findings], statements, context.Created);
    }

    /// <summary>A table as the catalog names it; without a schema it lies where the search path finds it.</summary>
    public static string Name(string? schema, string table) => schema is null ? table : $"{schema}.{table}";

    private static void Lint(MigrationOperation operation, LintContext context)
    {
        switch (operation)
        {
            case DropTableOperation drop:
                context.Add(MigrationRisk.Breaking, "drop-table", Name(drop.Schema, drop.Name), 0, $"Release code that no longer uses {drop.Name} first; drop it in a later migration with [AcknowledgedMigration(\"contract phase: …\")].");
                break;
            case DropColumnOperation drop:
                context.Add(MigrationRisk.Breaking, "drop-column", Name(drop.Schema, drop.Table), 0, $"Release code that no longer reads {drop.Table}.{drop.Name} first; drop it in a later migration with [AcknowledgedMigration(\"contract phase: …\")].");
                break;
            case RenameTableOperation rename:
                context.Add(MigrationRisk.Breaking, "rename-table", Name(rename.Schema, rename.Name), 0, $"Keep the old name while the old release runs: migrationBuilder.Sql(\"CREATE VIEW {rename.Name} AS SELECT * FROM {rename.NewName}\");");
                break;
            case RenameColumnOperation rename:
                context.Add(MigrationRisk.Breaking, "rename-column", Name(rename.Schema, rename.Table), 0, $"Add {rename.NewName} beside {rename.Name}, write both, copy, release, and drop {rename.Name} in a later migration.");
                break;
            case DropSchemaOperation drop:
                context.Add(MigrationRisk.Breaking, "drop-schema", drop.Name, 0);
                break;
            case DropSequenceOperation drop:
                context.Add(MigrationRisk.Breaking, "drop-sequence", Name(drop.Schema, drop.Name), 0);
                break;
            case RenameSequenceOperation rename:
                context.Add(MigrationRisk.Breaking, "rename-sequence", Name(rename.Schema, rename.Name), 0);
                break;
            case AddColumnOperation add:
                ColumnOperationRules.LintAdded(add, context);
                break;
            case AlterColumnOperation alter:
                ColumnOperationRules.LintAltered(alter, context);
                break;
            case CreateIndexOperation index:
                LintIndex(index, context);
                break;
            case DropIndexOperation index:
                context.Add(MigrationRisk.Lock, "drop-index-not-concurrent", index.Table is null ? null : Name(index.Schema, index.Table), 0, $"migrationBuilder.Sql(\"DROP INDEX CONCURRENTLY {index.Name}\", suppressTransaction: true);");
                break;
            case AddForeignKeyOperation key:
                context.Add(MigrationRisk.Lock, "add-foreign-key", Name(key.Schema, key.Table), 0, $"migrationBuilder.Sql(\"ALTER TABLE {key.Table} ADD CONSTRAINT {key.Name} FOREIGN KEY ({string.Join(", ", key.Columns)}) REFERENCES {key.PrincipalTable} NOT VALID\"); and in the next migration: VALIDATE CONSTRAINT {key.Name}.");
                break;
            case AddCheckConstraintOperation check:
                context.Add(MigrationRisk.Lock, "add-check", Name(check.Schema, check.Table), 0, $"migrationBuilder.Sql(\"ALTER TABLE {check.Table} ADD CONSTRAINT {check.Name} CHECK (…) NOT VALID\"); and in the next migration: VALIDATE CONSTRAINT {check.Name}.");
                break;
            case AddUniqueConstraintOperation unique:
                context.Add(MigrationRisk.Lock, "add-unique", Name(unique.Schema, unique.Table), 0, $"migrationBuilder.Sql(\"CREATE UNIQUE INDEX CONCURRENTLY {unique.Name} ON {unique.Table} ({string.Join(", ", unique.Columns)})\", suppressTransaction: true); then ADD CONSTRAINT … UNIQUE USING INDEX.");
                break;
            case AddPrimaryKeyOperation key:
                context.Add(MigrationRisk.Lock, "add-primary-key", Name(key.Schema, key.Table), 0, $"migrationBuilder.Sql(\"CREATE UNIQUE INDEX CONCURRENTLY {key.Name} ON {key.Table} ({string.Join(", ", key.Columns)})\", suppressTransaction: true); then ADD CONSTRAINT … PRIMARY KEY USING INDEX.");
                break;
            default:
                if (!IsHarmless(operation))
                {
                    context.Add(MigrationRisk.Unclassified, $"unknown-operation {operation.GetType().Name}", null, 0, "Review it, and acknowledge the migration.");
                }

                break;
        }
    }

    private static bool IsHarmless(MigrationOperation operation) => operation is
        CreateTableOperation or AlterTableOperation or AlterDatabaseOperation or DatabaseOperation or EnsureSchemaOperation or RenameIndexOperation or DropForeignKeyOperation or DropCheckConstraintOperation
        or DropUniqueConstraintOperation or DropPrimaryKeyOperation or CreateSequenceOperation or AlterSequenceOperation or RestartSequenceOperation or InsertDataOperation or UpdateDataOperation or DeleteDataOperation;

    private static void LintIndex(CreateIndexOperation index, LintContext context)
    {
        if (index[EntityFrameworkInstruments.CreatedConcurrently] is not true)
        {
            context.Add(
                MigrationRisk.Lock,
                "index-not-concurrent",
                Name(index.Schema, index.Table),
                0,
                $"entity.HasIndex(…).IsCreatedConcurrently(); which makes it CREATE INDEX CONCURRENTLY {index.Name} ON {index.Table} ({string.Join(", ", index.Columns)}).");
        }
    }
}
