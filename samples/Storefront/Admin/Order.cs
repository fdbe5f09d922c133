using Storefront.Accounts;

namespace Storefront.Admin;

public sealed class Order
{
    public long Id { get; set; }
    public long CustomerId { get; set; }
    public Customer Customer { get; set; } = null!;
    public string Status { get; set; } = "";
    public decimal Total { get; set; }
    public string? PaymentReference { get; set; }
    public DateTime PlacedAt { get; set; }
}
