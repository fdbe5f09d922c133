namespace HealthKit.Npgsql.Pools;

/// <summary>Reads by the struct's own type. Each read is a method of its own: small enough for the compiler to see that a box never leaves it.</summary>
/// <typeparam name="T">The struct.</typeparam>
internal sealed class TypedConnectionState<T> : ConnectionState<T>
    where T : IReadOnlyList<KeyValuePair<string, object?>>
{
    private int _fits;

    /// <inheritdoc/>
    public override string? Read(ref T state, out int connector)
    {
        if (_fits == 0)
        {
            _fits = Fits(state) ? 1 : -1;
        }

        if (_fits < 0)
        {
            connector = 0;
            return null;
        }

        connector = Connector(ref state);
        return ConnectionString(ref state);
    }

    /// <inheritdoc/>
    public override (string? Host, int Port) Server(ref T state) => (state[ServerAt].Value as string, state[PortAt].Value is int port ? port : 0);

    private static string? ConnectionString(ref T state) => state[ConnectionStringAt].Value as string;

    private static int Connector(ref T state) => state[ConnectorAt].Value is int connector ? connector : 0;
}
