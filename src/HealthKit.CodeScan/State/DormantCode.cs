using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.State;

/// <summary>
/// Handlers of routes that this process did not map, and what only they call. The audit judges the running service: code that waits for
/// another configuration is judged where that configuration runs.
/// </summary>
internal sealed class DormantCode
{
    private readonly HashSet<MethodModel> _dormant = [];

    public DormantCode(CallGraph graph, IEnumerable<MethodModel> routes, IReadOnlySet<HandlerName>? mapped)
    {
        if (mapped is null)
        {
            return;
        }

        _dormant.UnionWith(routes.Where(method => !graph.IsCalled(method) && !mapped.Contains(new HandlerName(new TypeName(method.Type.Image.Name, method.Type.Name), method.Name))));
        for (var grown = _dormant.Count > 0; grown;)
        {
            grown = false;
            foreach (var method in graph.Written)
            {
                // What the framework may call by itself needs no caller here.
                if (!method.IsVirtual && !method.IsConstructor && !_dormant.Contains(method) && graph.CallersOf(method) is { Count: > 0 } callers && callers.All(_dormant.Contains) && (!method.IsPublic || method.IsStatic))
                {
                    grown |= _dormant.Add(method);
                }
            }
        }
    }

    public bool Contains(MethodModel method) => _dormant.Contains(method);
}
