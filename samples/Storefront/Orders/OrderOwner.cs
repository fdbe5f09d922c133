using Microsoft.AspNetCore.Authorization;
using Storefront.Accounts;

namespace Storefront.Orders;

/// <summary>An order is shown to the customer who placed it and to administrators.</summary>
public sealed class OrderOwner : AuthorizationHandler<OrderOwner, OrderDetail>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, OrderOwner requirement, OrderDetail resource)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(resource);
        if (context.User.CustomerId() == resource.CustomerId || context.User.IsInRole(PrincipalExtensions.AdminRole)) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
