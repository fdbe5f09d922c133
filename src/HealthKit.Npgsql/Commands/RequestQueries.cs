using HealthKit.Npgsql.Replicas;

namespace HealthKit.Npgsql.Commands;

/// <summary>The commands of one sampled request.</summary>
internal sealed class RequestQueries(DatabaseSignals owner, long weight)
{
    private const int MostStatements = 64;

    private readonly List<(Statement Statement, int Count)> _statements = new(4);
    private int _commands;
    private int _texts;
    private long _ticks;

    /// <summary>Stands in a request that is not sampled.</summary>
    public static object Unsampled { get; } = new();

    /// <summary>Whose request it is.</summary>
    public DatabaseSignals Owner => owner;

    /// <summary>How many requests it stands for, see <see cref="SampleWeight"/>.</summary>
    public long Weight => weight;

    /// <summary>To which servers its reads went.</summary>
    public RequestReads Reads { get; } = new();

    /// <summary>Adds one command; parallel commands of a request take turns.</summary>
    public void Add(Statement statement, int texts, long ticks)
    {
        lock (_statements)
        {
            _commands++;
            _texts += texts;
            _ticks += Math.Max(0, ticks);
            for (var i = 0; i < _statements.Count; i++)
            {
                if (ReferenceEquals(_statements[i].Statement, statement))
                {
                    _statements[i] = (statement, _statements[i].Count + 1);
                    return;
                }
            }

            if (_statements.Count < MostStatements)
            {
                _statements.Add((statement, 1));
            }
        }
    }

    /// <summary>Books the request on its route.</summary>
    public void Complete(RouteQueries route)
    {
        owner.Reads.Add(Reads, weight, (long)owner.Uptime.TotalSeconds);
        lock (_statements)
        {
            var (worst, count) = ((Statement?)null, 0);
            foreach (var (statement, calls) in _statements)
            {
                statement.AddRoute(route.Name, calls * weight);
                if (calls > count && !ReferenceEquals(statement, owner.Statements.Overflow))
                {
                    (worst, count) = (statement, calls);
                }
            }

            route.AddSample(_commands, _texts, _ticks, weight, worst, count);
        }
    }
}
