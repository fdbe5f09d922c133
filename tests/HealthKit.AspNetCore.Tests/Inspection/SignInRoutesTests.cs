using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

public sealed class SignInRoutesTests
{
    [Theory]
    [InlineData("POST", "/login")]
    [InlineData("POST", "/account/sign-in")]
    [InlineData("POST", "/Account/LogOn")]
    [InlineData("POST", "/v1/oauth/tokens")]
    [InlineData("POST", "/users/2fa")]
    [InlineData("POST", "/users/verify-otp")]
    [InlineData("POST", "/tenants/{tenant}/ResetPassword")]
    [InlineData("GET", "/generateJwtToken")]
    [InlineData("GET", "/api/get-access-token")]
    [InlineData("POST", "/auth/createJWTToken")]
    [InlineData("POST", "/api/auth")]
    [InlineData("POST", "/users/mfa")]
    public void Knows_a_sign_in_by_its_name(string method, string template) => Assert.Equal(AuthEndpointSign.Route, SignInRoutes.Of([method], template, EndpointProtection.Open, isMarked: false));

    [Theory]
    [InlineData("POST", "LoginRequest", AuthEndpointSign.Route)]
    [InlineData("POST", "SignInCommand", AuthEndpointSign.Route)]
    [InlineData("POST", "UserCredentialsDto", AuthEndpointSign.Route)]
    [InlineData("POST", "LoginViewModel", AuthEndpointSign.Route)]
    [InlineData("POST", "Credentials", AuthEndpointSign.Route)]
    [InlineData("POST", "LoginUserCommand", AuthEndpointSign.Route)]
    [InlineData("POST", "UserLogin", AuthEndpointSign.Route)]
    [InlineData("POST", "UserLogOnInput", AuthEndpointSign.Route)]
    [InlineData("POST", "LoginRequestDTO", AuthEndpointSign.Route)]
    [InlineData("PUT", "LoginRequest", AuthEndpointSign.None)]
    [InlineData("POST", "ApiCredentialDto", AuthEndpointSign.None)]
    [InlineData("POST", "LoginHistoryFilter", AuthEndpointSign.None)]
    [InlineData("POST", "CreateLoginProviderRequest", AuthEndpointSign.None)]
    [InlineData("POST", "UserLoginHistoryRequest", AuthEndpointSign.None)]
    [InlineData("POST", "UserRequest", AuthEndpointSign.None)]
    [InlineData("POST", "User", AuthEndpointSign.None)]
    [InlineData("POST", "SessionRequest", AuthEndpointSign.None)]
    [InlineData("POST", "DesignInput", AuthEndpointSign.None)]
    public void Knows_a_sign_in_by_what_it_takes(string method, string model, AuthEndpointSign expected) => Assert.Equal(expected, SignInRoutes.Of([method], "/sessions", EndpointProtection.Open, isMarked: false, model));

    [Theory]
    [InlineData("Login", true)]
    [InlineData("SignInAsync", true)]
    [InlineData("LogOn", true)]
    [InlineData("LoginHistory", false)]
    [InlineData("SignOut", false)]
    [InlineData("Token", false)]
    [InlineData("", false)]
    [InlineData("<Main>b__0_1", false)]
    public void Knows_a_sign_in_by_the_method_that_handles_it(string handler, bool expected) => Assert.Equal(expected, SignInRoutes.IsHandler(handler));

    [Fact]
    public async Task Knows_a_page_that_signs_in_by_its_handler_whatever_its_path()
    {
        await using var host = await TestHost.StartAsync(app => app.MapRazorPages(), builder => builder.Services.AddRazorPages().AddApplicationPart(typeof(OrdersController).Assembly));

        var signs = (await host.RefreshAsync<EndpointTableEvidence>()).Endpoints.ToDictionary(endpoint => endpoint.Template, endpoint => endpoint.AuthEndpoint);

        Assert.Equal((AuthEndpointSign.Route, AuthEndpointSign.None, AuthEndpointSign.None), (signs["/live"], signs["/doors"], signs["/basket/{id}"]));
    }

    [Theory]
    [InlineData("GET", "/login")]
    [InlineData("POST", "/tokenize")]
    [InlineData("POST", "/design/{id}")]
    [InlineData("GET", "/antiforgery/getToken")]
    [InlineData("POST", "/push/createDeviceToken")]
    [InlineData("GET", "/tokens")]
    [InlineData("POST", "/catalogs")]
    [InlineData("POST", "/")]
    public void Takes_no_other_route_for_one(string method, string template) => Assert.Equal(AuthEndpointSign.None, SignInRoutes.Of([method], template, EndpointProtection.Open, isMarked: false));

    [Theory]
    [InlineData("/auth", AuthEndpointSign.None)]
    [InlineData("/me/tokens", AuthEndpointSign.None)]
    [InlineData("/devices/create-access-token", AuthEndpointSign.None)]
    [InlineData("/verify-otp", AuthEndpointSign.Route)]
    [InlineData("/account/2fa", AuthEndpointSign.Route)]
    [InlineData("/auth/login", AuthEndpointSign.Route)]
    public void Knows_a_second_factor_behind_the_first_and_nothing_else_that_refuses_anonymous_callers(string template, AuthEndpointSign expected)
    {
        Assert.Equal(expected, SignInRoutes.Of(["POST"], template, EndpointProtection.Protected, isMarked: false));
        Assert.Equal(AuthEndpointSign.Route, SignInRoutes.Of(["POST"], template, EndpointProtection.DeclaredPublic, isMarked: false));
        Assert.Equal(AuthEndpointSign.Route, SignInRoutes.Of(["POST"], template, EndpointProtection.Opaque, isMarked: false));
        Assert.Equal(AuthEndpointSign.Route, SignInRoutes.Of(["POST"], template, EndpointProtection.Protected, isMarked: false, "LoginRequest"));
        Assert.Equal(AuthEndpointSign.Marked, SignInRoutes.Of(["POST"], template, EndpointProtection.Protected, isMarked: true));
    }
}
