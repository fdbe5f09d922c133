using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace HealthKit.EntityFrameworkCore.Tests.Migrations;

/// <summary>A context whose migrations only look risky.</summary>
public sealed class CarefulShop(DbContextOptions<CarefulShop> options) : DbContext(options);

[DbContext(typeof(CarefulShop))]
[Migration("20190101000000_Initial")]
public sealed class CarefulInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("items", static table => new { id = table.Column<int>("integer"), name = table.Column<string>("character varying(50)") });
        migrationBuilder.CreateIndex("items_name", "items", "name");
    }
}

[DbContext(typeof(CarefulShop))]
[Migration("20190201000000_Expand")]
public sealed class CarefulPending : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("note", "items", "text", nullable: true);
        migrationBuilder.AlterColumn<string>("name", "items", "text", oldClrType: typeof(string), oldType: "character varying(50)");
        migrationBuilder.CreateIndex("items_note", "items", "note").Annotation("Npgsql:CreatedConcurrently", true);
        migrationBuilder.CreateTable("labels", static table => new { id = table.Column<int>("integer") });
    }
}

[DbContext(typeof(CarefulShop))]
[Migration("20190301000000_OnWhatIsPending")]
public sealed class CarefulOnPending : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateIndex("labels_id", "labels", "id");
}

[DbContext(typeof(CarefulShop))]
[Migration("20190401000000_Contract")]
[AcknowledgedMigration("contract phase: nothing reads it")]
public sealed class CarefulContract : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.DropColumn("note", "items");
}
