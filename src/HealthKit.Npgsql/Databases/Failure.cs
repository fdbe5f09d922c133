using System.Net.Sockets;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Says what went wrong without the server's words: those may hold host names, user names and values.</summary>
internal static class Failure
{
    /// <summary>True when the server refused one statement and the session goes on.</summary>
    public static bool IsOfOneStatement(PostgresException refusal) => refusal.InvariantSeverity == "ERROR";

    /// <summary>The reason as part of a sentence.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        PostgresException refusal => $"the server refused with SQLSTATE {refusal.SqlState}",
        NpgsqlException { InnerException: SocketException socket } => $"the server cannot be reached ({socket.SocketErrorCode})",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => "the server did not answer in time",
        NpgsqlException { InnerException: { } inner } => $"the connection failed ({inner.GetType().Name})",
        _ => $"the connection failed ({exception.GetType().Name})",
    };
}
