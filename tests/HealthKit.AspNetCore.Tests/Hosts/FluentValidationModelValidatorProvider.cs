using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace FluentValidation.AspNetCore;

/// <summary>Stands where AddFluentValidationAutoValidation puts the provider of that name (FluentValidation.AspNetCore 11.3.1).</summary>
internal sealed class FluentValidationModelValidatorProvider : IModelValidatorProvider
{
    public void CreateValidators(ModelValidatorProviderContext context)
    {
    }
}
