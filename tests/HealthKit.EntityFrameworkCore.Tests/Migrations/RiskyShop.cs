using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace HealthKit.EntityFrameworkCore.Tests.Migrations;

/// <summary>A context whose newest migration breaks and locks.</summary>
public sealed class RiskyShop(DbContextOptions<RiskyShop> options) : DbContext(options);

[DbContext(typeof(RiskyShop))]
[Migration("20190101000000_Initial")]
public sealed class RiskyInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("orders", static table => new { id = table.Column<int>("integer"), note = table.Column<string>("text", nullable: true) });
        migrationBuilder.CreateTable("tiny", static table => new { id = table.Column<int>("integer") });
        migrationBuilder.Sql("insert into orders select i, '' from generate_series(1, 20000) i");
    }
}

[DbContext(typeof(RiskyShop))]
[Migration("20190201000000_OldAndApplied")]
public sealed class RiskyOld : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("tiny");
}

[DbContext(typeof(RiskyShop))]
[Migration("20190301000000_Pending")]
public sealed class RiskyPending : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.RenameColumn("note", "orders", "remark");
        migrationBuilder.CreateIndex("orders_note", "orders", "note");
    }
}
