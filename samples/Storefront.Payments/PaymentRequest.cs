namespace Storefront.Payments;

public sealed record PaymentRequest(long OrderId, decimal Amount);
