namespace Storefront.Cart;

public sealed record CartLine(long ProductId, string Name, int Quantity, decimal Price);
