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
            (_, ".ctor") => isNew && (target.Type is "Dapper.CommandDefinition" or "LinqToDB.Data.CommandInfo" || (IsDriver(target.Type) && (target.Type.EndsWith("Command", StringComparison.Ordinal) || target.Type.EndsWith("DataAdapter", StringComparison.Ordinal)))),
            (_, "set_CommandText") => true,
            ("Npgsql.NpgsqlDataSource" or "System.Data.Common.DbDataSource", "CreateCommand") => true,
            ("Npgsql.NpgsqlConnection", _) => target.Name.StartsWith("Begin", StringComparison.Ordinal) && target.Name.Contains("Import", StringComparison.Ordinal) | target.Name.Contains("Export", StringComparison.Ordinal) | target.Name.Contains("Copy", StringComparison.Ordinal),
            ("Dapper.SqlMapper", _) => target.Name.StartsWith("Query", StringComparison.Ordinal) || target.Name.StartsWith("Execute", StringComparison.Ordinal),
            ("Microsoft.EntityFrameworkCore.RelationalQueryableExtensions" or "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions", _) => target.Name.Contains("SqlRaw", StringComparison.Ordinal) || target.Name.Contains("QueryRaw", StringComparison.Ordinal),
            // Read from Marten 9.58 and linq2db 6.5; before 6 the latter's extensions had another name.
            ("Marten.IQuerySession" or "Marten.IAdvancedSql" or "Marten.QuerySessionExtensions" or "Marten.Services.BatchQuerying.IBatchedQuery", _) => target.Name.StartsWith("Query", StringComparison.Ordinal) || target.Name.StartsWith("Stream", StringComparison.Ordinal),
            ("Marten.IDocumentOperations", "QueueSqlCommand") or ("Marten.QueryableExtensions", "OrderBySql" or "ThenBySql") => true,
            ("LinqToDB.Data.DataContextExtensions" or "LinqToDB.Data.DataConnectionExtensions", _) => target.Name is "SetCommand" || target.Name.StartsWith("Query", StringComparison.Ordinal) || target.Name.StartsWith("Execute", StringComparison.Ordinal),
            ("LinqToDB.RawSqlString", "op_Implicit") => true,
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
        "Marten.QueryableExtensions" or "LinqToDB.Async.AsyncExtensions" or "LinqToDB.AsyncExtensions" or "LinqToDB.LinqExtensions" => target.Name.EndsWith("Async", StringComparison.Ordinal),
        "Marten.IDocumentSession" => target.Name is "SaveChanges" or "SaveChangesAsync",
        "Marten.IQuerySession" => target.Name is "Load" or "LoadAsync" or "LoadMany" or "LoadManyAsync",
        "LinqToDB.DataExtensions" => target.Parameters.Contains("System.FormattableString") || target.Name.StartsWith("Insert", StringComparison.Ordinal) || target.Name.StartsWith("Update", StringComparison.Ordinal) || target.Name.StartsWith("Delete", StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsDriver(string type) => Array.Exists(Drivers, prefix => type.StartsWith(prefix, StringComparison.Ordinal));
}
