using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Replicas;

/// <summary>The reads of one sampled request. Whether they could have moved to a standby shows at its end: the driver does not tell who is in a transaction.</summary>
internal sealed class RequestReads
{
    private const int Most = 64;

    // Most requests read one thing from one server, again and again: that needs no list.
    private (Statement? Statement, ServerAddress Server, int Count) _first;
    private List<(Statement Statement, ServerAddress Server, int Count)>? _others;

    /// <summary>Statements that write or lock.</summary>
    public int Writes { get; private set; }

    /// <summary>Adds one command; session control is neither a read nor a write.</summary>
    public void Add(Statement statement, ServerAddress server)
    {
        lock (this)
        {
            if (!statement.Use.IsRead)
            {
                Writes += statement.Kind == SqlCommandKind.Other ? 0 : 1;
            }
            else if (_first.Statement is null || (ReferenceEquals(_first.Statement, statement) && _first.Server == server))
            {
                _first = (statement, server, _first.Count + 1);
            }
            else
            {
                AddOther(statement, server);
            }
        }
    }

    /// <summary>How many statements and servers there are.</summary>
    public int Count
    {
        get
        {
            lock (this)
            {
                return _first.Statement is null ? 0 : 1 + (_others?.Count ?? 0);
            }
        }
    }

    /// <summary>One of them.</summary>
    public (Statement Statement, ServerAddress Server, int Count) this[int at]
    {
        get
        {
            lock (this)
            {
                return at == 0 ? (_first.Statement!, _first.Server, _first.Count) : _others![at - 1];
            }
        }
    }

    private void AddOther(Statement statement, ServerAddress server)
    {
        var reads = _others ??= new(2);
        for (var i = 0; i < reads.Count; i++)
        {
            if (ReferenceEquals(reads[i].Statement, statement) && reads[i].Server == server)
            {
                reads[i] = (statement, server, reads[i].Count + 1);
                return;
            }
        }

        if (reads.Count < Most)
        {
            reads.Add((statement, server, 1));
        }
    }
}
