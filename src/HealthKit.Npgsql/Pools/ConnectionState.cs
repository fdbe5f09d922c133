using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace HealthKit.Npgsql.Pools;

/// <summary>
/// Reads the state of the driver's connection events, a struct that it does not show. Through its interface every read would box it and the numbers
/// in it; as the type it is, nothing is allocated.
/// </summary>
/// <typeparam name="TState">The struct.</typeparam>
internal abstract class ConnectionState<TState>
{
    private protected const int ServerAt = 0;
    private protected const int PortAt = 1;
    private protected const int ConnectionStringAt = 3;
    private protected const int ConnectorAt = 4;

    /// <summary>The reader for the type.</summary>
    public static ConnectionState<TState> Reader { get; } = Make();

    /// <summary>The data source's connection string, null where the state is none of a connection; and the number that the server gave the connection, 0 for a multiplexed one.</summary>
    public abstract string? Read(ref TState state, out int connector);

    /// <summary>The server connected to.</summary>
    public abstract (string? Host, int Port) Server(ref TState state);

    /// <summary>True when what is asked for stands where it is looked for.</summary>
    private protected static bool Fits(TState state) => state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > ConnectorAt } values
        && values[ConnectionStringAt].Key == NpgsqlInstruments.ConnectionStringState;

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type made has no members that the trimmer could take away.")]
    private static ConnectionState<TState> Make() =>
        RuntimeFeature.IsDynamicCodeSupported && typeof(TState).IsValueType && typeof(IReadOnlyList<KeyValuePair<string, object?>>).IsAssignableFrom(typeof(TState))
            ? (ConnectionState<TState>)Activator.CreateInstance(typeof(TypedConnectionState<>).MakeGenericType(typeof(TState)))!
            : new Boxed();

    private sealed class Boxed : ConnectionState<TState>
    {
        public override string? Read(ref TState state, out int connector)
        {
            connector = 0;
            if (!Fits(state))
            {
                return null;
            }

            connector = At(state, ConnectorAt) is int number ? number : 0;
            return At(state, ConnectionStringAt) as string;
        }

        public override (string? Host, int Port) Server(ref TState state) => (At(state, ServerAt) as string, At(state, PortAt) is int port ? port : 0);

        private static object? At(TState state, int place) => ((IReadOnlyList<KeyValuePair<string, object?>>)state!)[place].Value;
    }
}
