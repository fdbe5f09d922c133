using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>One part of a database's catalog: read every few minutes in this instance's turn. What was read holds until it is too old; then why it was not read anew is all that is known. What the server refused waits longer each time.</summary>
/// <param name="what">What is read, in words.</param>
/// <param name="catalogs">The system catalogs that it needs.</param>
/// <param name="read">Reads it within a transaction.</param>
/// <param name="time">The clock.</param>
internal sealed class CatalogPart<T>(string what, string catalogs, Func<NpgsqlConnection, CancellationToken, Task<T>> read, TimeProvider time)
    where T : class
{
    // Instances that start together drift apart.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Spread = TimeSpan.FromMinutes(1);

    private readonly Retreat _retreat = new(Interval);
    private T? _value;
    private string? _obstacle;
    private DateTimeOffset _at;
    private DateTimeOffset _due;

    /// <summary>What was read last, however old; null before the first time.</summary>
    public T? Last => _value;

    /// <summary>What was read since a moment, or null.</summary>
    public T? Since(DateTimeOffset moment) => _at >= moment ? _value : null;

    /// <summary>When that was read, or null.</summary>
    public DateTimeOffset? At(DateTimeOffset moment) => Since(moment) is null ? null : _at;

    /// <summary>Why nothing was read since a moment.</summary>
    public string? Unreadable(DateTimeOffset moment) => Since(moment) is not null ? null : _obstacle ?? Turn.Waits;

    /// <summary>Notes why it is not to be read.</summary>
    public void Refuse(string reason) => _obstacle = reason;

    /// <summary>Reads it if that is due, over HealthKit's own open connection; false when another instance is at it.</summary>
    public async Task<bool> AskAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _due || _retreat.Holds(now))
        {
            return true;
        }

        try
        {
            T? value = null;
            if (await Turn.TakeAsync(connection, async () => value = await read(connection, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
            {
                Keep(value!);
                return true;
            }

            _obstacle = Turn.Waits;
            return false;
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            // A privilege that lacks costs the server nothing to say, and somebody may be granting it.
            var lacksPrivilege = refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege;
            if (lacksPrivilege)
            {
                _retreat.End();
            }

            _obstacle = $"{what} cannot be read: {Failure.Describe(refusal)}; it is tried again after {Units.Duration(_retreat.After(time.GetUtcNow()))}{(lacksPrivilege ? $"; as a superuser run in this database: GRANT SELECT ON {catalogs} TO PUBLIC;" : "")}";
            return true;
        }
    }

    private void Keep(T value)
    {
        (_value, _obstacle, _at) = (value, null, time.GetUtcNow());
        _retreat.End();
        _due = _at + Interval + Spread * Random.Shared.NextDouble();
    }
}
