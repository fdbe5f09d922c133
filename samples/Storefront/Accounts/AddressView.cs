namespace Storefront.Accounts;

public sealed record AddressView(string Line, string City, string Country);
