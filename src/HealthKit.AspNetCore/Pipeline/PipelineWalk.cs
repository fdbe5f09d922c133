using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Pipeline;

/// <summary>Reads a built pipeline from one delegate to the next. It calls nothing.</summary>
internal static class PipelineWalk
{
    private const int Longest = 500;
    private static readonly Lazy<bool> Works = new(Test);

    public static PipelineShape Read(RequestDelegate start)
    {
        if (!Works.Value)
        {
            return new PipelineShape { Unreadable = "This version of ASP.NET Core builds its pipeline in a shape that HealthKit does not know." };
        }

        return Follow(start);
    }

    private static PipelineShape Follow(RequestDelegate start)
    {
        var walk = new Walk();
        var main = walk.Main(start, out var terminal);
        return new PipelineShape { Main = main, Terminal = terminal, Branches = walk.Branches(main) };
    }

    // A pipeline of known parts, built by the framework itself: what it does to them is what it does to the host's.
    private static bool Test()
    {
        try
        {
            var builder = new ApplicationBuilder(new NoServices());
            builder.UseMiddleware<KnownMiddleware>();
            builder.Use(static (context, next) => next(context));
            builder.Map("/known", static branch => branch.Run(static _ => Task.CompletedTask));
            var shape = Follow(builder.Build());
            return shape.Terminal is null
                && shape.Main.Count == 3
                && shape.Main[0].Instance is KnownMiddleware
                && shape.Main[1].IsLambda
                && shape.Main[2].Is(PipelineInstruments.Map)
                && shape.Branches is [{ IsMapped: true, Steps: [{ IsLambda: true }] }];
        }
#pragma warning disable CA1031 // What cannot be read is unknown, whatever the reason.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private sealed class Walk
    {
        private readonly HashSet<RequestDelegate> _seen = [];
        private readonly List<(PipelineStep Fork, int Index, RequestDelegate To)> _forks = [];

        public List<PipelineStep> Main(RequestDelegate start, out PipelineStep? terminal)
        {
            var steps = new List<PipelineStep>();
            terminal = null;
            for (var at = start; at is not null && steps.Count < Longest && _seen.Add(at);)
            {
                var (step, next, others) = Look(at);
                if (step is not null && (next is not null || !IsEnd(step)))
                {
                    _forks.AddRange(others.Select(other => (step, steps.Count, other)));
                    steps.Add(step);
                }

                if (next is null && step is not null && !IsEnd(step) && !step.Is(PipelineInstruments.Endpoints))
                {
                    terminal = step;
                    steps.RemoveAt(steps.Count - 1);
                }

                at = next;
            }

            return steps;
        }

        public List<PipelineBranch> Branches(List<PipelineStep> main)
        {
            var branches = new List<PipelineBranch>();
            // Branches may fork again; each is walked once.
            for (var index = 0; index < _forks.Count && index < Longest; index++)
            {
                var (fork, place, to) = _forks[index];
                var steps = Main(to, out var terminal);
                var authorized = place <= main.Count && main.Take(place).Any(static step => step.Is(PipelineInstruments.Authorization));
                branches.Add(new PipelineBranch(fork, fork.Is(PipelineInstruments.Map) || fork.Is(PipelineInstruments.MapWhen), authorized, terminal is null ? steps : [.. steps, terminal]));
            }

            return branches;
        }

        private static bool IsEnd(PipelineStep step) => step.Type.FullName?.StartsWith(PipelineInstruments.PipelineEnd, StringComparison.Ordinal) == true;

        // What one delegate is, where it goes on, and where else it may go.
        private static (PipelineStep? Step, RequestDelegate? Next, List<RequestDelegate> Others) Look(RequestDelegate at)
        {
            PipelineStep? step = null;
            var ways = new List<(string Field, RequestDelegate To)>();
            var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
            if (at.Target is { } target)
            {
                Explore(target, seen, ways, ref step);
            }

            step ??= at.Target is { } own && !DelegateGraph.IsClosure(own.GetType()) ? new PipelineStep(own.GetType(), own, IsLambda: false) : PipelineStep.OfLambda(at.Method);
            var next = ways.FindIndex(static way => way.Field.Contains("next", StringComparison.OrdinalIgnoreCase) || way.Field == "main");
            next = next >= 0 ? next : ways.Count == 1 && ways[0].Field.Length > 0 ? 0 : -1;
            return (step, next < 0 ? null : ways[next].To, [.. ways.Where((_, index) => index != next).Select(static way => way.To)]);
        }

        private static void Explore(object holder, HashSet<object> seen, List<(string, RequestDelegate)> ways, ref PipelineStep? step)
        {
            if (!seen.Add(holder))
            {
                return;
            }

            var type = holder.GetType();
            if (!DelegateGraph.IsClosure(type) && step is null && IsMiddleware(type))
            {
                step = new PipelineStep(type, holder, IsLambda: false);
            }

            // A middleware made for each request is known to its binder by class.
            if (type.DeclaringType?.FullName == typeof(UseMiddlewareExtensions).FullName && DelegateGraph.MiddlewareType(holder) is { } made && step is null)
            {
                step = new PipelineStep(made, null, IsLambda: false);
            }

            foreach (var (field, value) in DelegateGraph.Held(holder))
            {
                switch (value)
                {
                    case RequestDelegate way:
                        ways.Add((field, way));
                        break;
                    case Func<HttpContext, RequestDelegate, Task> or Func<HttpContext, Func<Task>, Task>:
                        step ??= PipelineStep.OfLambda(((Delegate)value).Method);
                        break;
                    case Delegate:
                        break;
                    default:
                        Explore(value, seen, ways, ref step);
                        break;
                }
            }

            // The binder's own field holds the class; it has no delegate and is no holder.
            foreach (var field in DelegateGraph.FieldsOf(type))
            {
                if (field.GetValue(holder) is { } binder && binder.GetType().DeclaringType?.FullName == typeof(UseMiddlewareExtensions).FullName && !DelegateGraph.IsHolder(binder.GetType()))
                {
                    Explore(binder, seen, ways, ref step);
                }
            }
        }

        // Options hold delegates too, but are no middleware.
        private static bool IsMiddleware(Type type) => DelegateGraph.IsHolder(type) && !type.Name.EndsWith("Options", StringComparison.Ordinal);
    }

    private sealed class KnownMiddleware(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext context) => next(context);
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
