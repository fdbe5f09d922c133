using System.Reflection;
using HealthKit.EntityFrameworkCore.Contexts;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace HealthKit.EntityFrameworkCore.Migrations;

/// <summary>Looks for migrations: in the assemblies that contexts name, and in every loaded one that uses Entity Framework's relational part.</summary>
internal static class MigrationClasses
{
    private static readonly string Relational = typeof(Migration).Assembly.GetName().Name!;
    private static readonly string[] Libraries = ["Microsoft.EntityFrameworkCore", "Npgsql.EntityFrameworkCore", "Pomelo.EntityFrameworkCore"];

    /// <summary>All migrations, and the assemblies that could not be looked through.</summary>
    public static (IReadOnlyList<MigrationClass> Found, IReadOnlyList<string> Unreadable) Find(IReadOnlyList<RegisteredContext> contexts)
    {
        var unreadable = new List<string>();
        var assemblies = new HashSet<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(MayHold));
        foreach (var context in contexts)
        {
            assemblies.Add(context.Type.Assembly);
            if (context.Relational is { } relational && AssemblyOf(relational, unreadable) is { } assembly)
            {
                assemblies.Add(assembly);
            }
        }

        return ([.. assemblies.SelectMany(assembly => In(assembly, unreadable)).OrderBy(static migration => migration.Id, StringComparer.Ordinal)], unreadable);
    }

    private static bool MayHold(Assembly assembly) =>
        !assembly.IsDynamic && assembly != typeof(MigrationClasses).Assembly
        && assembly.GetName().Name is { } name && !Array.Exists(Libraries, library => name.StartsWith(library, StringComparison.Ordinal))
        && Array.Exists(assembly.GetReferencedAssemblies(), static reference => reference.Name == Relational);

    private static Assembly? AssemblyOf(RelationalOptionsExtension relational, List<string> unreadable)
    {
        try
        {
            return relational.MigrationsAssemblyObject ?? (relational.MigrationsAssembly is { } name ? Assembly.Load(new AssemblyName(name)) : null);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            unreadable.Add(relational.MigrationsAssembly!);
            return null;
        }
    }

    private static IEnumerable<MigrationClass> In(Assembly assembly, List<string> unreadable)
    {
        Type?[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            types = exception.Types;
            unreadable.Add(assembly.GetName().Name ?? "an assembly");
        }

        foreach (var type in types)
        {
            if (type is { IsAbstract: false } && type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<MigrationAttribute>() is { Id: var id }
                && type.GetCustomAttribute<DbContextAttribute>() is { ContextType: var context })
            {
                yield return new MigrationClass(context, type, id);
            }
        }
    }
}
