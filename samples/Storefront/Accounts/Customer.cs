namespace Storefront.Accounts;

public sealed class Customer
{
    public long Id { get; set; }
    public string Email { get; set; } = "";
    public string Name { get; set; } = "";
    public string PasswordHash { get; set; } = "";
    public bool IsAdmin { get; set; }
    public List<Address> Addresses { get; } = [];
}
