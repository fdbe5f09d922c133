namespace Storefront.Checkout;

public sealed record CheckoutResult(long OrderId, string Status, decimal Total);
