using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.State;

/// <summary>The types of the host's own of which one instance serves many requests, and why.</summary>
internal sealed class SharedTypes
{
    private const string RequestDelegate = "Microsoft.AspNetCore.Http.RequestDelegate";
    private const string HttpContext = "Microsoft.AspNetCore.Http.HttpContext";
    private const string Filters = "Microsoft.AspNetCore.Mvc.Filters.";
    private const string Attribute = "System.Attribute";

    private readonly CodeFlow _flow;
    private readonly Dictionary<TypeModel, string> _shared = [];
    private readonly HashSet<TypeModel> _hosted = [];
    private readonly HashSet<TypeModel> _perhaps = [];

    public SharedTypes(CodeFlow flow, IReadOnlyList<SingletonRegistration> singletons, IEnumerable<MethodModel> handlers)
    {
        _flow = flow;
        foreach (var singleton in singletons)
        {
            Add(singleton);
        }

        foreach (var type in flow.Code.Types)
        {
            if (IsMiddleware(type))
            {
                Share(type, $"middleware {SourceNames.Of(type)}, of which there is one");
            }
            else if (IsFilterAttribute(type))
            {
                Share(type, $"filter attribute {SourceNames.Of(type)}, of which there is one for each action");
            }
        }

        foreach (var handler in handlers)
        {
            if (!handler.IsStatic && !handler.Type.Name.EndsWith("+<>c", StringComparison.Ordinal))
            {
                Share(handler.Type, handler.Type.IsClosure ? "variable that a handler of requests captured" : $"{SourceNames.Of(handler.Type)}, which handles requests");
            }
        }

        foreach (var closure in _shared.Keys.Where(static type => type.IsClosure).ToArray())
        {
            Outer(closure);
        }
    }

    /// <summary>Why all requests see the same instance of a type; null where they do not.</summary>
    public string? WhyShared(TypeModel type) => _shared.GetValueOrDefault(type);

    /// <summary>True where nothing tells whether a type's instances are shared.</summary>
    public bool IsPerhapsShared(TypeModel type) => _perhaps.Contains(type) && !_shared.ContainsKey(type);

    /// <summary>True where the host makes one instance of it, whoever sees it.</summary>
    public bool IsMadeOnce(TypeModel type) => _shared.ContainsKey(type) || _hosted.Contains(type);

    private void Add(SingletonRegistration singleton)
    {
        if (singleton.Implementation is { } implementation)
        {
            Register(Find(implementation), singleton.IsHosted);
            return;
        }

        var factory = singleton.FactoryType is { } holder ? Find(holder)?.Methods.Find(method => method.Name == singleton.FactoryMethod) : null;
        var made = factory is null ? [] : Made(_flow.SummaryOf(factory));
        foreach (var type in made)
        {
            Register(type, singleton.IsHosted);
        }

        if (made.Count > 0 || (factory is not null && _flow.SummaryOf(factory).ReturnsService) || singleton.IsHosted || Find(singleton.Service) is not { } service)
        {
            return;
        }

        if (!service.IsAbstract)
        {
            Register(service, hosted: false);
        }

        foreach (var type in _flow.Code.Types.Where(type => !type.IsAbstract && type != service && Implements(type, service)))
        {
            _perhaps.UnionWith(_flow.Code.Ancestry(type).Own);
        }
    }

    private List<TypeModel> Made(MethodSummary summary) =>
    [
        .. summary.Made.Concat(summary.Fields.Select(static field => field.ValueType)).Select(name => _flow.Code.Find(SignatureNames.WithoutArguments(name))).OfType<TypeModel>().Where(static type => !type.IsAbstract),
    ];

    private TypeModel? Find(TypeName name) => _flow.Code.Find(name.Assembly, name.Name);

    private void Register(TypeModel? type, bool hosted)
    {
        if (type is null)
        {
            return;
        }

        if (hosted)
        {
            _hosted.Add(type);
        }
        else
        {
            Share(type, $"singleton {SourceNames.Of(type)}");
        }
    }

    private void Share(TypeModel type, string why)
    {
        foreach (var own in _flow.Code.Ancestry(type).Own)
        {
            _shared.TryAdd(own, why);
        }
    }

    // The closure of an outer block is reached through the inner one.
    private void Outer(TypeModel closure)
    {
        foreach (var field in closure.Fields)
        {
            if (_flow.Code.Find(closure.Image.Name, SignatureNames.WithoutArguments(field.ValueType)) is { IsClosure: true } outer && _shared.TryAdd(outer, _shared[closure]))
            {
                Outer(outer);
            }
        }
    }

    private bool Implements(TypeModel type, TypeModel service) =>
        _flow.Code.Ancestry(type).Own.Any(own => own == service || own.Interfaces.Contains(service.Name) || own.Interfaces.Any(name => _flow.Code.Find(name)?.Interfaces.Contains(service.Name) == true));

    private static bool IsMiddleware(TypeModel type) =>
        type.Methods.Exists(static method => method.IsConstructor && method.Parameters.Contains(RequestDelegate))
        && type.Methods.Exists(static method => method is { Name: "Invoke" or "InvokeAsync", IsStatic: false } && method.Parameters is [HttpContext, ..]);

    private bool IsFilterAttribute(TypeModel type)
    {
        var (own, other) = _flow.Code.Ancestry(type);
        return other.StartsWith(Filters, StringComparison.Ordinal) && other.EndsWith("Attribute", StringComparison.Ordinal)
            || other == Attribute && own.Any(static each => each.Interfaces.Any(static name => name.StartsWith(Filters, StringComparison.Ordinal)));
    }
}
