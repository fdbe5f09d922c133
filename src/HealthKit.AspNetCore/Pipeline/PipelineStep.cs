using System.Reflection;

namespace HealthKit.Pipeline;

/// <summary>One middleware of the pipeline.</summary>
/// <param name="Type">Its class; for a lambda, the class that wrote it.</param>
/// <param name="Instance">The middleware itself; null for one that is made for each request, and for a lambda.</param>
/// <param name="IsLambda">True for app.Use(…) with a lambda.</param>
internal sealed record PipelineStep(Type Type, object? Instance, bool IsLambda)
{
    // Packages whose middleware decides nothing about who may call.
    private static readonly string[] KnownPackages =
    [
        "Microsoft.", "System.", "Serilog", "Swashbuckle.", "NSwag.", "Prometheus.", "OpenTelemetry", "NetEscapades.", "NWebsec.", "Sentry", "Elastic.Apm",
        "Grpc.", "Yarp.", "HealthChecks.", "Joonasw.", "WebMarkupMin.", "Hellang.", "CorrelationId",
    ];

    public string Name => IsLambda ? $"app.Use(…) in {Outermost(Type).Name}" : Type.Name;

    /// <summary>True for the host's own code, of which nobody knows what it does.</summary>
    public bool IsHost => IsOfHost(Type);

    public bool Is(string type)
    {
        for (var at = Type; at is not null; at = at.BaseType)
        {
            if (at.FullName == type)
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsOfHost(Type type)
    {
        var assembly = type.Assembly;
        return assembly != typeof(PipelineStep).Assembly
            && assembly.GetName().Name is { } name
            && !Array.Exists(KnownPackages, known => name.StartsWith(known, StringComparison.Ordinal));
    }

    public static PipelineStep OfLambda(MethodInfo method) => new(method.DeclaringType ?? typeof(object), null, IsLambda: true);

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
