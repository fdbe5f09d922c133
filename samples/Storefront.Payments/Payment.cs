namespace Storefront.Payments;

public sealed record Payment(string Reference, string State);
