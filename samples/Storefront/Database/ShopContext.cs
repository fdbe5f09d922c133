using Microsoft.EntityFrameworkCore;
using Storefront.Accounts;
using Storefront.Admin;

namespace Storefront.Database;

/// <summary>Accounts and administration through EF Core; the schema itself is made by the SQL files beside this one.</summary>
public class ShopContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Address> Addresses => Set<Address>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Job> Jobs => Set<Job>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Customer>().HasMany(customer => customer.Addresses).WithOne().HasForeignKey(address => address.CustomerId);
        modelBuilder.Entity<Order>().HasOne(order => order.Customer).WithMany().HasForeignKey(order => order.CustomerId);

        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(SnakeCase.From(entity.GetTableName()!));
            foreach (var property in entity.GetProperties()) property.SetColumnName(SnakeCase.From(property.Name));
        }
    }
}
