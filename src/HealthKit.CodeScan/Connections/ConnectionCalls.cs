using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>Decides what a call means for connections, by the names of its type and method.</summary>
internal static class ConnectionCalls
{
    private const string Facades = "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions";

    // They use what they are given and never take it over.
    private static readonly string[] Borrowers =
        ["Npgsql.", "System.", "Dapper.", "Microsoft.EntityFrameworkCore.", "Microsoft.Data.", "Microsoft.Extensions.", "Microsoft.AspNetCore.", "MySqlConnector.", "MySql.", "Oracle.", "NpgsqlTypes."];

    private static readonly string[] Drivers = ["Npgsql.", "System.Data.", "Microsoft.Data.", "MySql", "Oracle."];

    /// <summary>What a call of something outside the host's code means.</summary>
    public static ConnectionCall Of(CallTarget target, bool isNew)
    {
        var type = target.Type;
        var name = target.Name;
        if (isNew)
        {
            return IsConnection(type) ? ConnectionCall.Create
                : type == "Microsoft.EntityFrameworkCore.DbContext" ? ConnectionCall.CreateContext
                : IsCommand(type) ? ConnectionCall.Command
                : type.StartsWith("System.ValueTuple`", StringComparison.Ordinal) || type.StartsWith("System.Tuple`", StringComparison.Ordinal) || type == "System.Threading.Tasks.ValueTask`1" ? ConnectionCall.Wrap
                : IsBorrower(type) || type.EndsWith("Exception", StringComparison.Ordinal) ? ConnectionCall.None
                : ConnectionCall.Foreign;
        }

        if (target.HasThis && name is "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" && !type.StartsWith("Microsoft.EntityFrameworkCore.RelationalDatabase", StringComparison.Ordinal))
        {
            return ConnectionCall.Release;
        }

        return (type, name) switch
        {
            ("Npgsql.NpgsqlDataSource" or "System.Data.Common.DbDataSource" or "Npgsql.NpgsqlMultiHostDataSource", "OpenConnection" or "OpenConnectionAsync") => ConnectionCall.Acquire,
            ("Npgsql.NpgsqlDataSource" or "System.Data.Common.DbDataSource" or "Npgsql.NpgsqlMultiHostDataSource", "CreateConnection") => ConnectionCall.Create,
            ("Npgsql.NpgsqlDataSource" or "System.Data.Common.DbDataSource" or "Npgsql.NpgsqlMultiHostDataSource", "CreateCommand" or "CreateBatch") => ConnectionCall.SourceCommand,
            ("System.Data.Common.DbProviderFactory" or "Npgsql.NpgsqlFactory", "CreateConnection") => ConnectionCall.Create,
            ("Microsoft.EntityFrameworkCore.IDbContextFactory`1", "CreateDbContext" or "CreateDbContextAsync") => ConnectionCall.CreateContext,
            ("Microsoft.EntityFrameworkCore.DbContext", "get_Database") => ConnectionCall.PassOn,
            ("Microsoft.EntityFrameworkCore.DbContext", "Set") => ConnectionCall.Query,
            (Facades, "GetDbConnection") => ConnectionCall.PassOn,
            (Facades, "OpenConnection" or "OpenConnectionAsync") => ConnectionCall.OpenContext,
            (Facades, "CloseConnection" or "CloseConnectionAsync") => ConnectionCall.CloseContext,
            ("Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade" or Facades, "BeginTransaction" or "BeginTransactionAsync") => ConnectionCall.Begin,
            ("Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade" or "Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction", "CommitTransaction" or "CommitTransactionAsync" or "RollbackTransaction" or "RollbackTransactionAsync" or "Commit" or "CommitAsync" or "Rollback" or "RollbackAsync") => ConnectionCall.End,
            ("Dapper.SqlMapper", "QueryMultiple" or "QueryMultipleAsync" or "ExecuteReader" or "ExecuteReaderAsync") => ConnectionCall.ReadAndClose,
            ("Dapper.SqlMapper", "QueryUnbufferedAsync") => ConnectionCall.Query,
            (_, "Open" or "OpenAsync") when IsConnection(type) => ConnectionCall.Open,
            (_, "get_State") when IsConnection(type) => ConnectionCall.State,
            (_, "CreateCommand" or "CreateBatch") when IsConnection(type) => ConnectionCall.Command,
            (_, "ExecuteReader" or "ExecuteReaderAsync") when IsCommand(type) => ConnectionCall.Read,
            (_, "GetAsyncEnumerator" or "GetEnumerator") => ConnectionCall.Enumerate,
            ("System.Linq.Queryable" or "System.Linq.AsyncEnumerable" or "System.Threading.Tasks.TaskAsyncEnumerableExtensions", _) => ConnectionCall.PassOn,
            ("System.Linq.Enumerable", _) when DelegateCalls.Stream(target) => ConnectionCall.PassOn,
            ("Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions" or "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions" or "Microsoft.EntityFrameworkCore.DbSet`1", _)
                when target.ReturnType.Contains("Queryable`", StringComparison.Ordinal) || target.ReturnType.Contains("IAsyncEnumerable`", StringComparison.Ordinal) => ConnectionCall.PassOn,
            ("Microsoft.AspNetCore.Http.HttpResponse", "RegisterForDispose" or "RegisterForDisposeAsync") => ConnectionCall.Register,
            ("System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask", "FromResult") => ConnectionCall.Wrap,
            ("System.Threading.Interlocked", "Exchange" or "CompareExchange") or ("System.Threading.Volatile", "Write") => ConnectionCall.Exchange,
            ("System.Threading.AsyncLocal`1" or "System.Threading.ThreadLocal`1", "set_Value") => ConnectionCall.Collect,
            ("System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore`1", "SetException") => ConnectionCall.Fault,
            ("System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore`1", "SetResult") => ConnectionCall.Result,
            ("System.Runtime.ExceptionServices.ExceptionDispatchInfo", "Throw") => ConnectionCall.Throw,
            (_, "SetException") when IsBuilder(type) => ConnectionCall.Fault,
            (_, "SetResult") when IsBuilder(type) => ConnectionCall.Result,
            (_, "AwaitOnCompleted" or "AwaitUnsafeOnCompleted") => ConnectionCall.Suspend,
            (_, "Invoke") when IsDelegate(type) => IsConnection(Awaited(Returned(target))) ? ConnectionCall.CreateUnknown : ConnectionCall.Invoke,
            _ when type.StartsWith("System.Collections.", StringComparison.Ordinal) && CallKinds.Of(target, out _) is CallKind.Change or CallKind.ChangeAndElement => ConnectionCall.Collect,
            _ when target.HasThis && IsConnection(type) => ConnectionCall.None,
            _ when IsBorrower(type) => ConnectionCall.None,
            _ => IsConnection(Awaited(target.ReturnType)) ? ConnectionCall.CreateUnknown : ConnectionCall.Foreign,
        };
    }

    /// <summary>True for the type of a connection, whatever the driver.</summary>
    public static bool IsConnection(string type) => type.EndsWith("Connection", StringComparison.Ordinal) && Array.Exists(Drivers, prefix => type.StartsWith(prefix, StringComparison.Ordinal));

    public static bool IsCommand(string type) => (type.EndsWith("Command", StringComparison.Ordinal) || type.EndsWith("Batch", StringComparison.Ordinal)) && Array.Exists(Drivers, prefix => type.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The type that a task brings; the type itself otherwise.</summary>
    public static string Awaited(string type) => type.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal) && SignatureNames.Arguments(type) is [var inner] ? inner : type;

    /// <summary>True for a call that may well throw where it stands. Constructors, accessors and the plumbing of <c>await</c> are not expected to.</summary>
    public static bool MayThrow(CallTarget target, ConnectionCall kind)
    {
        var name = target.Name;
        if (kind is ConnectionCall.Release or ConnectionCall.Suspend or ConnectionCall.Fault or ConnectionCall.Result or ConnectionCall.Register or ConnectionCall.Command or ConnectionCall.SourceCommand or ConnectionCall.State or ConnectionCall.Collect or ConnectionCall.CloseContext
            || name is ".ctor" or ".cctor" || name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal) || target.Property is not null
            || name.StartsWith("<>m__Finally", StringComparison.Ordinal) || (name == "System.IDisposable.Dispose" && target.Own is { Type.IsCompilerGenerated: true }))
        {
            return false;
        }

        return (target.Own is not null && target.Type != "<PrivateImplementationDetails>") || !(
            name is "GetAwaiter" or "GetResult" or "ConfigureAwait" or "AsTask" or "Add" or "AddWithValue" or "CreateParameter" or "ToString" or "Equals" or "GetHashCode" or "GetType" or "op_Equality" or "op_Inequality" or "SuppressFinalize" or "FromResult" or "GetAsyncEnumerator" or "WithCancellation"
            || name.StartsWith("Append", StringComparison.Ordinal)
            || IsBuilder(target.Type)
            || target.Type is "System.String" or "System.Text.StringBuilder" or "System.Diagnostics.Stopwatch" or "System.DateTime" or "System.DateTimeOffset" or "System.TimeSpan" or "System.TimeProvider" or "System.Threading.Interlocked" or "System.Threading.Monitor" or "System.Threading.Lock" or "<PrivateImplementationDetails>" or "System.GC" or "System.Math" or "System.Guid"
            || target.Type.StartsWith("Microsoft.Extensions.Logging.", StringComparison.Ordinal)
            || target.Type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
            || target.Type.StartsWith("System.Diagnostics.", StringComparison.Ordinal)
            || target.Type.StartsWith("System.Collections.Generic.List`1", StringComparison.Ordinal));
    }

    private static bool IsBuilder(string type) => type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal) && (type.EndsWith("MethodBuilder", StringComparison.Ordinal) || type.EndsWith("MethodBuilder`1", StringComparison.Ordinal));

    private static bool IsBorrower(string type) => Array.Exists(Borrowers, prefix => type.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsDelegate(string type) => type.StartsWith("System.Func`", StringComparison.Ordinal) || type.StartsWith("System.Action", StringComparison.Ordinal) || type == "Microsoft.AspNetCore.Http.RequestDelegate" || type.EndsWith("Delegate", StringComparison.Ordinal) || type.EndsWith("Delegate`1", StringComparison.Ordinal);

    /// <summary>What a call gives, with the type arguments of the method and of its type put in.</summary>
    public static string Returned(CallTarget target)
    {
        var type = target.ReturnType;
        for (var i = 0; i < target.TypeArguments.Length && type.Contains("!!", StringComparison.Ordinal); i++)
        {
            type = type.Replace($"!!{i}", target.TypeArguments[i], StringComparison.Ordinal);
        }

        if (type.Contains('!', StringComparison.Ordinal) && SignatureNames.Arguments(target.FullType) is { Count: > 0 } arguments)
        {
            for (var i = 0; i < arguments.Count; i++)
            {
                type = type.Replace($"!{i}", arguments[i], StringComparison.Ordinal);
            }
        }

        return type;
    }
}
