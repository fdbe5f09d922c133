using Microsoft.EntityFrameworkCore;
using Storefront.Accounts;
using Storefront.Admin;

namespace Storefront.Database;

/// <summary>Shows a customer only rows of their own, whatever a query forgets; administration lifts the filters by name.</summary>
public sealed class OwnedShopContext(DbContextOptions<OwnedShopContext> options, IHttpContextAccessor accessor) : ShopContext(options)
{
    private readonly long _customerId = accessor.HttpContext?.User.CustomerId() ?? 0;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Address>().HasQueryFilter(address => address.CustomerId == _customerId);
        modelBuilder.Entity<Order>().HasQueryFilter(order => order.CustomerId == _customerId);
        modelBuilder.Entity<Job>().HasQueryFilter(job => job.RequestedBy == _customerId);
    }
}
