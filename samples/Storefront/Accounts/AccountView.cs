namespace Storefront.Accounts;

public sealed record AccountView(string Email, string Name, IReadOnlyList<AddressView> Addresses);
