using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Logs;

/// <summary>
/// Tells whether a host's Serilog writes to files. Its sink for files comes with Serilog.AspNetCore and is loaded by Serilog.Settings.Configuration whether
/// anybody uses it or not. Serilog shows no sinks, so what its loggers hold is searched, by type alone: no name of a field is relied on.
/// </summary>
internal static class SerilogSinks
{
    /// <summary>The assembly of the sink for files.</summary>
    public const string File = "Serilog.Sinks.File";

    // Makes its sinks by the host's code as events come.
    private const string Map = "Serilog.Sinks.Map";
    private const int MostObjects = 10_000;

    /// <summary>True where a logger holds a sink for files, or may; null where no logger of Serilog is found.</summary>
    public static bool? WriteToFiles(IServiceProvider services)
    {
        var roots = Loggers(services);
        try
        {
            return roots.Count == 0 ? null : Hold(roots);
        }
        catch (InvalidOperationException)
        {
            // A list changed while it was read.
            return true;
        }
    }

    // The static logger, the one that UseSerilog() registers, and those inside factories and providers.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A type that trimming removed is a type that is not used.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
    private static List<object> Loggers(IServiceProvider services)
    {
        var factory = services.GetService<ILoggerFactory>();
        var serilog = Array.Find(AppDomain.CurrentDomain.GetAssemblies(), static assembly => assembly.GetName().Name == "Serilog");
        return [.. new[]
        {
            serilog?.GetType("Serilog.Log")?.GetProperty("Logger")?.GetValue(null),
            serilog?.GetType("Serilog.ILogger") is { } type ? services.GetService(type) : null,
            (factory as IForwardingLogging)?.Host ?? factory,
        }.Concat(services.GetServices<ILoggerProvider>()).OfType<object>().Where(static logger => IsSerilogs(logger.GetType()) && logger.GetType().Name != "SilentLogger")];
    }

    private static bool Hold(List<object> roots)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>(roots);
        while (open.TryPop(out var held))
        {
            if (!seen.Add(held))
            {
                continue;
            }

            if (seen.Count > MostObjects || held.GetType().Assembly.GetName().Name is File or Map)
            {
                return true;
            }

            foreach (var inside in Inside(held))
            {
                open.Push(inside);
            }
        }

        return false;
    }

    private static IEnumerable<object> Inside(object held) => held switch
    {
        string => [],
        Delegate { Target: { } target } => [target],
        // Sinks stand in arrays and lists. Dictionaries are caches, of templates by the thousand, which other threads fill meanwhile.
        IDictionary => [],
        Array or IList => [.. ((IEnumerable)held).OfType<object>()],
        _ => IsSerilogs(held.GetType()) ? Fields(held) : [],
    };

    // Closures of Serilog's own code are its types too.
    private static bool IsSerilogs(Type type) => type.Assembly.GetName().Name?.StartsWith("Serilog", StringComparison.Ordinal) == true;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that trimming removed is a field that is not used.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
    private static IEnumerable<object> Fields(object held)
    {
        for (var type = held.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsValueType && field.GetValue(held) is { } value)
                {
                    yield return value;
                }
            }
        }
    }
}
