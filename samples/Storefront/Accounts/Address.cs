namespace Storefront.Accounts;

public sealed class Address
{
    public long Id { get; set; }
    public long CustomerId { get; set; }
    public string Line { get; set; } = "";
    public string City { get; set; } = "";
    public string Country { get; set; } = "";
}
