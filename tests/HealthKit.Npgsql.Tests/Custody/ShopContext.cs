using Microsoft.EntityFrameworkCore;

namespace HealthKit.Npgsql.Tests.Custody;

internal sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public const string Schema = "create table items (id int primary key, name text not null); insert into items select i, repeat('x', 500) from generate_series(1, 2000) i";

    public DbSet<Item> Items => Set<Item>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var item = modelBuilder.Entity<Item>().ToTable("items");
        item.Property(static row => row.Id).HasColumnName("id");
        item.Property(static row => row.Name).HasColumnName("name");
    }
}
