using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>Validators that the host registered, of FluentValidation or alike. Being registered does not mean being called.</summary>
internal sealed class ValidatorRegistrations
{
    private readonly HashSet<Type> _models;

    private ValidatorRegistrations(HashSet<Type> models) => _models = models;

    public static ValidatorRegistrations Of(IServiceCollection services) => new(
    [
        .. services.Where(static descriptor => IsValidator(descriptor.ServiceType)).SelectMany(static descriptor => descriptor.ServiceType.GenericTypeArguments),
    ]);

    /// <summary>True for IValidator&lt;T&gt; of whatever library.</summary>
    public static bool IsValidator(Type type) => type is { IsGenericType: true, IsInterface: true } && type.Name == "IValidator`1";

    public bool Has(Type model) => _models.Contains(model);
}
