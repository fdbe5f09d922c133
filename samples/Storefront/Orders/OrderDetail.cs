namespace Storefront.Orders;

public sealed record OrderDetail(long Id, long CustomerId, string Status, decimal Total, DateTime PlacedAt, string? PaymentReference)
{
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    public string? PaymentState { get; init; }
}
