namespace Storefront.Orders;

public sealed record OrderLine(long ProductId, string Name, int Quantity, decimal UnitPrice);
