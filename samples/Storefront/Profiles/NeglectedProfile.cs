using Storefront.Accounts;
using Storefront.Admin;
using Storefront.Cart;
using Storefront.Catalogue;
using Storefront.Checkout;
using Storefront.Orders;
using Storefront.Uploads;

namespace Storefront.Profiles;

/// <summary>The shop as it grows when every deadline wins; each mistake was somebody's reasonable shortcut.</summary>
public sealed class NeglectedProfile : IProfile
{
    public string Name => "neglected";

    public void AddServices(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddNeglectedHost();
        builder.AddNeglectedData();
        builder.AddNeglectedCaching();
    }

    public void UseMiddleware(WebApplication app)
    {
        app.UseCors();
        app.UseSession();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public void MapEndpoints(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet("/", static () => new Capabilities("storefront", "direct"));
        app.MapNeglectedHealth();
        app.MapNeglectedCatalogue();
        app.MapNeglectedCart();
        app.MapNeglectedOrders();
        app.MapNeglectedCheckout();
        app.MapNeglectedAccounts();
        app.MapNeglectedUploads();
        app.MapNeglectedAdmin();
    }
}
