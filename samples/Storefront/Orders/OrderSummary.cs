namespace Storefront.Orders;

public sealed record OrderSummary(long Id, string Status, decimal Total, DateTime PlacedAt);
