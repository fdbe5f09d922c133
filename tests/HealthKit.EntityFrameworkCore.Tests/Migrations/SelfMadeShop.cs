using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace HealthKit.EntityFrameworkCore.Tests.Migrations;

public interface ISelfMadeShop;

/// <summary>A context that is registered without options: it configures itself when it is made, which the audit never does.</summary>
public sealed class SelfMadeShop : DbContext, ISelfMadeShop
{
    public SelfMadeShop() => Assert.Fail("The audit made a context.");
}

[DbContext(typeof(SelfMadeShop))]
[Migration("20190101000000_SelfMade")]
public sealed class SelfMadeInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable("self_made", static table => new { id = table.Column<int>("integer") });
}
