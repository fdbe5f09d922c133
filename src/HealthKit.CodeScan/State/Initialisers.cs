using System.Collections.Frozen;
using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.State;

/// <summary>Methods that run while the host or an object is made, and never again.</summary>
internal sealed class Initialisers
{
    // Objects that exist only while a host is put together.
    private static readonly FrozenSet<string> Builders = FrozenSet.Create(
        "Microsoft.Extensions.DependencyInjection.IServiceCollection",
        "Microsoft.Extensions.DependencyInjection.IMvcBuilder",
        "Microsoft.Extensions.Configuration.IConfigurationBuilder",
        "Microsoft.Extensions.Logging.ILoggingBuilder",
        "Microsoft.Extensions.Hosting.IHostBuilder",
        "Microsoft.Extensions.Hosting.IHostApplicationBuilder",
        "Microsoft.Extensions.Hosting.HostApplicationBuilder",
        "Microsoft.AspNetCore.Hosting.IWebHostBuilder",
        "Microsoft.AspNetCore.Builder.IApplicationBuilder",
        "Microsoft.AspNetCore.Builder.WebApplication",
        "Microsoft.AspNetCore.Builder.WebApplicationBuilder",
        "Microsoft.AspNetCore.Routing.IEndpointRouteBuilder",
        "Microsoft.AspNetCore.Routing.RouteGroupBuilder",
        "Microsoft.EntityFrameworkCore.ModelBuilder",
        "Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder");

    private readonly CallGraph _graph;
    private readonly HashSet<MethodModel> _once = [];
    private readonly Dictionary<(MethodModel Method, TypeModel Type), bool> _making = [];

    public Initialisers(CodeFlow flow)
    {
        _graph = flow.Graph;
        var entries = flow.Code.Assemblies.Select(static assembly => assembly.MethodsByToken.GetValueOrDefault(assembly.Image.EntryPoint)).OfType<MethodModel>();
        _once.UnionWith(entries);
        _once.UnionWith(_graph.Written.Where(static method => method.IsTypeInitializer || method.Parameters.Any(Builders.Contains)));
        Spread();
    }

    /// <summary>True for what runs only as the host starts, or as a type is first used.</summary>
    public bool RunsOnce(MethodModel method) => _once.Contains(method);

    /// <summary>True for a type's constructors, and for what only they call.</summary>
    public bool Makes(MethodModel method, TypeModel type, Func<TypeModel, TypeModel, bool> derives) => Makes(method, type, derives, 0);

    private bool Makes(MethodModel method, TypeModel type, Func<TypeModel, TypeModel, bool> derives, int depth)
    {
        if (method.IsConstructor)
        {
            return derives(method.Type, type);
        }

        if (depth > 8 || _graph.IsDelegated(method) || _graph.CallersOf(method) is not { Count: > 0 } callers)
        {
            return false;
        }

        if (!_making.TryGetValue((method, type), out var makes))
        {
            _making[(method, type)] = false;
            makes = callers.All(caller => caller != method && Makes(caller, type, derives, depth + 1));
            _making[(method, type)] = makes;
        }

        return makes;
    }

    private void Spread()
    {
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var method in _graph.Written)
            {
                if (!_once.Contains(method) && !_graph.IsDelegated(method) && _graph.CallersOf(method) is { Count: > 0 } callers && callers.All(_once.Contains))
                {
                    grown |= _once.Add(method);
                }
            }
        }
    }
}
