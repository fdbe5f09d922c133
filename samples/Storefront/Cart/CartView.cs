namespace Storefront.Cart;

public sealed record CartView(IReadOnlyList<CartLine> Lines, decimal Total)
{
    public static CartView Of(IReadOnlyList<CartLine> lines) => new(lines, lines.Sum(line => line.Quantity * line.Price));
}
