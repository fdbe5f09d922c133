using Microsoft.EntityFrameworkCore;

namespace HealthKit.EntityFrameworkCore.Tests.Commands;

/// <summary>A second context of the same tables, without filters.</summary>
internal sealed class OpenShop(DbContextOptions<OpenShop> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var order = modelBuilder.Entity<Order>();
        order.ToTable("orders").Property(static row => row.Id).HasColumnName("id");
        order.Property(static row => row.CustomerId).HasColumnName("customer_id");
    }

    internal sealed class Order
    {
        public int Id { get; set; }

        public int CustomerId { get; set; }
    }
}
