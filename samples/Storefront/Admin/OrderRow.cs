namespace Storefront.Admin;

public sealed record OrderRow(long Id, string Customer, string Status, decimal Total, DateTime PlacedAt);
