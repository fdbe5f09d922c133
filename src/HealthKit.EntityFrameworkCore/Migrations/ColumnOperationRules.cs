using System.Globalization;
using HealthKit.Evidence;
using HealthKit.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace HealthKit.EntityFrameworkCore.Migrations;

/// <summary>Columns that are added or changed.</summary>
internal static class ColumnOperationRules
{
    public static void LintAdded(AddColumnOperation add, LintContext context)
    {
        var table = OperationRules.Name(add.Schema, add.Table);
        var numbered = add[EntityFrameworkInstruments.ValueGeneration] is not null;
        if (add is { IsNullable: false, DefaultValue: null, DefaultValueSql: null, ComputedColumnSql: null, IsRowVersion: false } && !numbered)
        {
            context.Add(MigrationRisk.Breaking, "add-required-column", table, 0, $"Give {add.Name} a default (defaultValue: …) or make it nullable until no old release writes to {add.Table}.");
        }

        if (numbered)
        {
            context.Add(MigrationRisk.Lock, "add-serial-column", table, 0, $"Add {add.Name} nullable, fill old rows in batches, and only then let the server number new ones.");
        }
        else if (add is { ComputedColumnSql: not null, IsStored: not false })
        {
            context.Add(MigrationRisk.Lock, "add-stored-column", table, 0, $"Add {add.Name} as a plain column, fill old rows in batches, and keep it by a trigger or in code.");
        }
        else if (add.DefaultValueSql is { } sql)
        {
            // The linter knows which functions give another value for each row.
            var found = MigrationLinter.Lint($"alter table t add column c text default {sql}").Findings.Any(static finding => finding.Rule == "add-volatile-default");
            if (found)
            {
                context.Add(MigrationRisk.Lock, "add-volatile-default", table, 0, $"Add {add.Name} without the default, set the default in a second operation, and fill old rows in batches.");
            }
        }
    }

    public static void LintAltered(AlterColumnOperation alter, LintContext context)
    {
        var table = OperationRules.Name(alter.Schema, alter.Table);
        if (alter.OldColumn.ColumnType is { } before && alter.ColumnType is { } after && before != after && !IsWidening(before, after))
        {
            var remedy = $"Add a column of type {after} beside {alter.Table}.{alter.Name}, write both, copy in batches, and drop {alter.Name} in a later migration.";
            context.Add(MigrationRisk.Breaking, "alter-type", table, 0, remedy);
            context.Add(MigrationRisk.Lock, "alter-type", table, 0, remedy);
        }

        if (alter is { IsNullable: false, OldColumn.IsNullable: true })
        {
            var remedy = $"migrationBuilder.Sql(\"ALTER TABLE {alter.Table} ADD CONSTRAINT {alter.Name}_not_null CHECK ({alter.Name} IS NOT NULL) NOT VALID\"); validate it in the next migration, and alter the column once no old release writes NULL.";
            context.Add(MigrationRisk.Breaking, "set-not-null", table, 0, remedy);
            context.Add(MigrationRisk.Lock, "set-not-null", table, 0, remedy);
        }
    }

    // Changes that neither rewrite the table nor take anything from the old release.
    private static bool IsWidening(string before, string after)
    {
        var (old, oldLength, oldScale) = Parse(before);
        var (next, nextLength, nextScale) = Parse(after);
        return (old, next) switch
        {
            ("character varying" or "varchar", "text") => true,
            ("character varying" or "varchar", "character varying" or "varchar") => nextLength is null || oldLength <= nextLength,
            ("numeric" or "decimal", "numeric" or "decimal") => nextLength is null || (oldScale == nextScale && oldLength <= nextLength),
            _ => false,
        };
    }

    private static (string Name, int? Length, int? Scale) Parse(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return (type, null, null);
        }

        var numbers = type[(open + 1)..].TrimEnd(')').Split(',');
        int? At(int index) => index < numbers.Length && int.TryParse(numbers[index], CultureInfo.InvariantCulture, out var number) ? number : null;
        return (type[..open], At(0), At(1) ?? 0);
    }
}
