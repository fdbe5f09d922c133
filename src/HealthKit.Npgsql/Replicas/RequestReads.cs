using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Replicas;

/// <summary>The reads of one sampled request. Whether they could have moved to a standby shows at its end: the driver does not tell who is in a transaction.</summary>
internal sealed class RequestReads
{
    private const int Most = 64;

    private readonly List<(Statement Statement, ServerAddress Server, int Count)> _reads = new(2);

    /// <summary>Statements that write or lock.</summary>
    public int Writes { get; private set; }

    /// <summary>Adds one command; session control is neither a read nor a write.</summary>
    public void Add(Statement statement, ServerAddress server)
    {
        lock (_reads)
        {
            if (!statement.Use.IsRead)
            {
                Writes += statement.Kind == SqlCommandKind.Other ? 0 : 1;
                return;
            }

            for (var i = 0; i < _reads.Count; i++)
            {
                if (ReferenceEquals(_reads[i].Statement, statement) && _reads[i].Server == server)
                {
                    _reads[i] = (statement, server, _reads[i].Count + 1);
                    return;
                }
            }

            if (_reads.Count < Most)
            {
                _reads.Add((statement, server, 1));
            }
        }
    }

    /// <summary>The reads by statement and server.</summary>
    public IReadOnlyList<(Statement Statement, ServerAddress Server, int Count)> Read()
    {
        lock (_reads)
        {
            return [.. _reads];
        }
    }
}
