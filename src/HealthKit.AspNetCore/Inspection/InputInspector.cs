using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using HealthKit.Evidence;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

namespace HealthKit.Inspection;

/// <summary>Tells which models an endpoint binds and whether their rules run.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Hub methods that trimming removed cannot be called.")]
internal sealed class InputInspector(IServiceProvider services, IServiceCollection registered, IReadOnlyList<string> assemblies)
{
    private static readonly Type[] Untyped = [typeof(object), typeof(JsonElement), typeof(JsonDocument), typeof(JsonNode), typeof(JsonObject), typeof(JsonArray), typeof(Stream), typeof(PipeReader), typeof(IFormCollection)];

    // Libraries whose rules a handler or a filter calls by itself.
    private readonly bool _rulesMayBeCalled = assemblies.Contains("MiniValidation", StringComparer.OrdinalIgnoreCase);
    private readonly ValidatorRegistrations _validators = ValidatorRegistrations.Of(registered);
    private readonly MvcOptions? _mvc = services.GetService<IOptions<MvcOptions>>()?.Value;
    // FluentValidation's, where it stands in model binding: every validator that is registered runs there.
    private readonly bool _runsValidators = services.GetService<IOptions<MvcOptions>>()?.Value.ModelValidatorProviders.Any(static provider => provider.GetType().FullName == PipelineInstruments.FluentValidationProvider) == true;
    private readonly ApiBehaviorOptions? _api = services.GetService<IOptions<ApiBehaviorOptions>>()?.Value;

    public (IReadOnlyList<BoundModelEvidence> Models, string? Unreadable) Of(Endpoint endpoint, EndpointKind kind, HandlerParts parts) => kind switch
    {
        EndpointKind.Grpc => ([], "a gRPC message is checked, if at all, by the method or an interceptor"),
        EndpointKind.Hub => ([], TakesInput(endpoint) ? "arguments of hub methods are checked, if at all, by the methods" : null),
        EndpointKind.Proxy or EndpointKind.Health or EndpointKind.StaticAsset => ([], null),
        _ when endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action => OfAction(endpoint, action),
        _ when FastEndpoint.Of(endpoint) is { } definition => OfFastEndpoint(definition),
        _ when endpoint.Metadata.GetMetadata<MethodInfo>() is { } method => OfMinimal(endpoint, method, parts),
        _ => ([], Sends(endpoint) ? "a handler that reads the request itself" : null),
    };

    private (IReadOnlyList<BoundModelEvidence>, string?) OfMinimal(Endpoint endpoint, MethodInfo method, HandlerParts parts)
    {
        var accepts = endpoint.Metadata.GetMetadata<IAcceptsMetadata>();
        var body = accepts?.RequestType;
        // A single field of a form is no more a model than one of a query.
        var ofForm = accepts?.ContentTypes.Any(static type => type.Contains("form", StringComparison.OrdinalIgnoreCase)) == true;
        var parameters = method.GetParameters();
        var models = new List<BoundModelEvidence>();
        string? unreadable = null;
        var called = parts.HostFilters.Count > 0 || _rulesMayBeCalled || Array.Exists(parameters, static parameter => ValidatorRegistrations.IsValidator(parameter.ParameterType));
        foreach (var parameter in parameters)
        {
            var group = parameter.IsDefined(typeof(AsParametersAttribute), inherit: false);
            var type = parameter.ParameterType;
            if (InputParameters.IsService(parameter))
            {
                continue;
            }

            if (IsUntyped(type) && (type == body || type == typeof(Stream) || type == typeof(PipeReader) || type == typeof(IFormCollection)))
            {
                unreadable = $"it takes {type.Name}, whose shape nothing declares";
            }
            else if (InputParameters.Binds(type))
            {
                models.Add(new BoundModelEvidence { Type = type.Name });
            }
            else if (group || (type == body && (!ofForm || ModelRules.IsModel(ModelRules.Element(type)))) || InputParameters.OfMinimal(method, body).Any(input => ReferenceEquals(input.Member, parameter) && ModelRules.IsModel(ModelRules.Element(type))))
            {
                Add(models, type, requiredByNullability: false, runs: parts.Validates && IsValidated(parameter) ? true : MayRun(type, called), called);
            }
        }

        // With no body of its own, a handler that takes the whole request reads it as it likes.
        if (body is null && unreadable is null && models.Count == 0 && Sends(endpoint) && Array.Exists(parameters, static parameter => parameter.ParameterType == typeof(HttpRequest)))
        {
            unreadable = "a handler that reads the request itself";
        }

        return (models, unreadable ?? Undeclared(method, body, models));
    }

    // A body that none of the parameters takes is read by the handler, or by what it returns.
    private static string? Undeclared(MethodInfo method, Type? body, List<BoundModelEvidence> models) =>
        body is not null && models.Count == 0 && ModelRules.IsModel(ModelRules.Element(body)) && ModelRules.HoldsTextOrCollection(body)
        && !InputParameters.OfMinimal(method, body).Any(input => input.Type == body)
            ? $"it declares a body, {Name(body)}, that none of its parameters takes"
            : null;

    private static (IReadOnlyList<BoundModelEvidence>, string?) OfFastEndpoint(FastEndpoint definition)
    {
        if (definition.Request is not { } type || IsUntyped(type))
        {
            return ([], definition.Request is null ? "what FastEndpoints binds for it cannot be read" : $"it takes {definition.Request.Name}, whose shape nothing declares");
        }

        if (!ModelRules.HoldsTextOrCollection(type))
        {
            return ([], null);
        }

        // Attributes run only where the host has FastEndpoints look at them, and its setting cannot be read.
        var rules = ModelRules.Count(type, requiredByNullability: false);
        return ([new BoundModelEvidence
        {
            Type = Name(ModelRules.Element(type)),
            Rules = definition.HasValidator ? null : rules,
            RulesRun = definition.HasValidator ? (definition.Refuses ? true : null) : rules == 0 ? false : null,
            HasValidator = definition.HasValidator,
        }], null);
    }

    private (IReadOnlyList<BoundModelEvidence>, string?) OfAction(Endpoint endpoint, ActionDescriptor action)
    {
        if (action is PageActionDescriptor and not CompiledPageActionDescriptor)
        {
            return ([], "a page that is compiled at its first request");
        }

        var models = new List<BoundModelEvidence>();
        string? unreadable = null;
        var refuses = action.FilterDescriptors.Any(static descriptor => descriptor.Filter.GetType().FullName is PipelineInstruments.ModelStateFilter or PipelineInstruments.ModelStateFilterFactory)
            && _api?.SuppressModelStateInvalidFilter != true;
        var annotations = _mvc?.ModelValidatorProviders.Any(static provider => provider.GetType().FullName == PipelineInstruments.AnnotationsProvider) == true;
        var implied = annotations && _mvc is { SuppressImplicitRequiredAttributeForNonNullableReferenceTypes: false };
        foreach (var input in InputParameters.OfAction(action))
        {
            if (IsUntyped(input.Type))
            {
                unreadable = $"it takes {input.Type.Name}, whose shape nothing declares";
            }
            else if (ModelRules.IsModel(ModelRules.Element(input.Type)))
            {
                // Without the filter of [ApiController], the action itself may look at ModelState.
                var runs = !annotations ? MayRun(input.Type, called: false) : refuses ? true : (bool?)null;
                Add(models, input.Type, implied, runs, called: false);
                if (refuses && _runsValidators && models is [.., { HasValidator: true } last] && last.Type == Name(ModelRules.Element(input.Type)))
                {
                    models[^1] = last with { Rules = last.Rules == 0 ? null : last.Rules, RulesRun = true };
                }
            }
        }

        if (FormFields.Of(endpoint, action) is { } fields)
        {
            var rules = fields.Rules(implied);
            models.Add(new BoundModelEvidence { Type = fields.Name, Rules = rules, RulesRun = !annotations || rules == 0 ? false : refuses ? true : null });
        }

        return (models, unreadable);
    }

    private void Add(List<BoundModelEvidence> models, Type type, bool requiredByNullability, bool? runs, bool called)
    {
        if (!ModelRules.HoldsTextOrCollection(type))
        {
            return;
        }

        // Rules that a validator holds in code of its own cannot be counted, and nothing says that it is called.
        var model = ModelRules.Element(type);
        var rules = ModelRules.Count(type, requiredByNullability);
        var elsewhere = rules == 0 && (called || _validators.Has(model));
        models.Add(new BoundModelEvidence { Type = Name(model), Rules = elsewhere ? null : rules, RulesRun = elsewhere ? null : runs, HasValidator = _validators.Has(model) });
    }

    // A validator that is registered, called by hand or from a filter: only its calls would tell.
    private bool? MayRun(Type type, bool called) => called || _validators.Has(ModelRules.Element(type)) ? null : false;

#pragma warning disable ASP0029 // The only way to ask which parameters the framework validates; where it changes, the answer becomes "not validated by the framework".
    private bool IsValidated(ParameterInfo parameter)
    {
        try
        {
            return services.GetService<IOptions<ValidationOptions>>()?.Value.TryGetValidatableParameterInfo(parameter, out var _) == true;
        }
        catch (InvalidCastException)
        {
            return true;
        }
    }
#pragma warning restore ASP0029

    private static bool IsUntyped(Type type) => Untyped.Contains(type) || typeof(IDictionary).IsAssignableFrom(type);

    private static bool Sends(Endpoint endpoint) =>
        EndpointNames.Methods(endpoint) is var methods && (methods.Count == 0 || methods.Any(static method => method is "POST" or "PUT" or "PATCH"));

    private static bool TakesInput(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<NegotiateMetadata>() is null
        && endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType is { } hub
        && hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Any(static method => !method.IsSpecialName && method.GetBaseDefinition().DeclaringType == method.DeclaringType && method.GetParameters().Any(static parameter => ModelRules.HoldsTextOrCollection(parameter.ParameterType)));

    private static string Name(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(Name))}>" : type.Name;
}
