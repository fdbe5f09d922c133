using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Hosts;

/// <summary>The one call of AddValidation: the framework's source generator bears no second one in an assembly.</summary>
internal static class ValidatedHost
{
    public static void Validated(WebApplicationBuilder builder) => builder.Services.AddValidation();
}
