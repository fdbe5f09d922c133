using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Sql;

/// <summary>Calls that take the text of a command.</summary>
internal static class SqlSinks
{
    private static readonly string[] Drivers = ["Npgsql.", "System.Data.", "Microsoft.Data.", "MySql", "Oracle."];

    /// <summary>The argument that is the text, counted with the object it is called on; -1 where there is none.</summary>
    public static int TextOf(CallTarget target, bool isNew)
    {
        var first = target.Parameters.IndexOf("System.String");
        if (first < 0 || target.Own is not null)
        {
            return -1;
        }

        var takes = (target.Type, target.Name) switch
        {
            (_, ".ctor") => isNew && (target.Type == "Dapper.CommandDefinition" || (IsDriver(target.Type) && (target.Type.EndsWith("Command", StringComparison.Ordinal) || target.Type.EndsWith("DataAdapter", StringComparison.Ordinal)))),
            (_, "set_CommandText") => true,
            ("Npgsql.NpgsqlDataSource" or "System.Data.Common.DbDataSource", "CreateCommand") => true,
            ("Npgsql.NpgsqlConnection", _) => target.Name.StartsWith("Begin", StringComparison.Ordinal) && target.Name.Contains("Import", StringComparison.Ordinal) | target.Name.Contains("Export", StringComparison.Ordinal) | target.Name.Contains("Copy", StringComparison.Ordinal),
            ("Dapper.SqlMapper", _) => target.Name.StartsWith("Query", StringComparison.Ordinal) || target.Name.StartsWith("Execute", StringComparison.Ordinal),
            ("Microsoft.EntityFrameworkCore.RelationalQueryableExtensions" or "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions", _) => target.Name.Contains("SqlRaw", StringComparison.Ordinal) || target.Name.Contains("QueryRaw", StringComparison.Ordinal),
            _ => false,
        };
        return takes ? first + (target.HasThis && !isNew ? 1 : 0) : -1;
    }

    /// <summary>True for a call that can only pass values as parameters: queries in the language, saving, interpolated statements.</summary>
    public static bool IsSafe(CallTarget target) => target.Type switch
    {
        "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions" => target.Name.EndsWith("Async", StringComparison.Ordinal),
        "Microsoft.EntityFrameworkCore.DbContext" => target.Name is "SaveChanges" or "SaveChangesAsync",
        "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions" or "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions" => target.Parameters.Contains("System.FormattableString"),
        _ => false,
    };

    private static bool IsDriver(string type) => Array.Exists(Drivers, prefix => type.StartsWith(prefix, StringComparison.Ordinal));
}
