using HealthKit.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace HealthKit.EntityFrameworkCore.Tests.Migrations;

/// <summary>Each rule with what it must find and with what looks like it.</summary>
public sealed class OperationRulesTests
{
    public static TheoryData<string, Action<MigrationBuilder>, string[]> Risky => new()
    {
        { "drop table", static m => m.DropTable("t", "s"), ["Breaking drop-table s.t"] },
        { "drop column", static m => m.DropColumn("c", "t"), ["Breaking drop-column t"] },
        { "rename table", static m => m.RenameTable("t", newName: "u"), ["Breaking rename-table t"] },
        { "rename column", static m => m.RenameColumn("a", "t", "b"), ["Breaking rename-column t"] },
        { "drop schema", static m => m.DropSchema("s"), ["Breaking drop-schema s"] },
        { "drop sequence", static m => m.DropSequence("q"), ["Breaking drop-sequence q"] },
        { "rename sequence", static m => m.RenameSequence("q", newName: "r"), ["Breaking rename-sequence q"] },
        { "required column", static m => m.AddColumn<int>("c", "t"), ["Breaking add-required-column t"] },
        { "volatile default", static m => m.AddColumn<Guid>("c", "t", nullable: false, defaultValueSql: "gen_random_uuid()"), ["Lock add-volatile-default t"] },
        { "stored column", static m => m.AddColumn<string>("c", "t", nullable: true, computedColumnSql: "lower(a)", stored: true), ["Lock add-stored-column t"] },
        { "identity column", static m => m.AddColumn<long>("c", "t").Annotation("Npgsql:ValueGenerationStrategy", "IdentityByDefaultColumn"), ["Lock add-serial-column t"] },
        { "type", static m => m.AlterColumn<long>("c", "t", "bigint", oldClrType: typeof(int), oldType: "integer"), ["Breaking alter-type t", "Lock alter-type t"] },
        { "narrower", static m => m.AlterColumn<string>("c", "t", "character varying(10)", oldClrType: typeof(string), oldType: "text"), ["Breaking alter-type t", "Lock alter-type t"] },
        { "not null", static m => m.AlterColumn<int>("c", "t", "integer", oldClrType: typeof(int), oldType: "integer", oldNullable: true), ["Breaking set-not-null t", "Lock set-not-null t"] },
        { "index", static m => m.CreateIndex("i", "t", "c"), ["Lock index-not-concurrent t"] },
        { "drop index", static m => m.DropIndex("i", "t"), ["Lock drop-index-not-concurrent t"] },
        { "foreign key", static m => m.AddForeignKey("f", "t", "c", "u", principalColumn: "id"), ["Lock add-foreign-key t"] },
        { "check", static m => m.AddCheckConstraint("k", "t", "c > 0"), ["Lock add-check t"] },
        { "unique", static m => m.AddUniqueConstraint("k", "t", "c"), ["Lock add-unique t"] },
        { "primary key", static m => m.AddPrimaryKey("k", "t", "c"), ["Lock add-primary-key t"] },
        { "sql", static m => m.Sql("alter table t drop column c; update t set a = 1"), ["Breaking drop-column t", "Lock update-all-rows t"] },
        { "concurrently inside", static m => m.Sql("create index concurrently i on t (c)"), ["Lock concurrent-in-transaction t"] },
        { "unknown", static m => m.Operations.Add(new CustomOperation()), ["Unclassified unknown-operation CustomOperation "] },
    };

    public static TheoryData<string, Action<MigrationBuilder>> Harmless => new()
    {
        {
            "a new table", static m =>
            {
                m.CreateTable("t", static table => new { id = table.Column<int>() });
                m.CreateIndex("i", "t", "c");
                m.AddForeignKey("f", "t", "c", "u", principalColumn: "id");
                m.AddColumn<int>("c", "t");
                m.Sql("update t set c = 1");
            }
        },
        { "a table made in SQL", static m =>
            {
                m.Sql("create table t (id int)");
                m.CreateIndex("i", "t", "c");
            }
        },
        { "nullable column", static m => m.AddColumn<int>("c", "t", nullable: true) },
        { "default", static m => m.AddColumn<string>("c", "t", nullable: false, defaultValue: "") },
        { "stable default", static m => m.AddColumn<DateTime>("c", "t", nullable: false, defaultValueSql: "now()") },
        { "wider text", static m => m.AlterColumn<string>("c", "t", "text", oldClrType: typeof(string), oldType: "character varying(50)") },
        { "longer text", static m => m.AlterColumn<string>("c", "t", "character varying(100)", oldClrType: typeof(string), oldType: "character varying(50)") },
        { "wider number", static m => m.AlterColumn<decimal>("c", "t", "numeric(20,2)", oldClrType: typeof(decimal), oldType: "numeric(10,2)") },
        { "to nullable", static m => m.AlterColumn<int>("c", "t", "integer", nullable: true, oldClrType: typeof(int), oldType: "integer") },
        { "concurrent index", static m => m.CreateIndex("i", "t", "c").Annotation("Npgsql:CreatedConcurrently", true) },
        { "rename index", static m => m.RenameIndex("i", "j", "t") },
        { "drop constraint", static m => m.DropForeignKey("f", "t") },
        { "suppressed", static m => m.Sql("create index concurrently i on t (c)", suppressTransaction: true) },
        { "data", static m => m.InsertData("t", "id", 1) },
        { "schema", static m => m.EnsureSchema("s") },
    };

    [Theory]
    [MemberData(nameof(Risky))]
    public void Finds(string what, Action<MigrationBuilder> up, string[] expected) =>
        Assert.Equal((what, string.Join('\n', expected)), (what, string.Join('\n', Lint(up).Select(static finding => $"{finding.Risk} {finding.Rule} {finding.Table}"))));

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Is_silent(string what, Action<MigrationBuilder> up) => Assert.True(Lint(up).Count == 0, what);

    [Fact]
    public void Says_what_to_write_instead()
    {
        Assert.Contains("IsCreatedConcurrently()", Lint(static m => m.CreateIndex("i", "t", "c"))[0].Remedy, StringComparison.Ordinal);
        Assert.Contains("NOT VALID", Lint(static m => m.AddForeignKey("f", "t", "c", "u", principalColumn: "id"))[0].Remedy, StringComparison.Ordinal);
    }

    private static IReadOnlyList<HealthKit.Migrations.LintFinding> Lint(Action<MigrationBuilder> up)
    {
        var builder = new MigrationBuilder("Npgsql.EntityFrameworkCore.PostgreSQL");
        up(builder);
        return OperationRules.Lint(builder.Operations).Findings;
    }

    private sealed class CustomOperation : MigrationOperation;
}
