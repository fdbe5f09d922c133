using HealthKit.Signals;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Npgsql.Commands;

/// <summary>The commands of one sampled request.</summary>
internal sealed class RequestQueries(DatabaseSignals owner, long weight, int endpoint) : ISampledQueries
{
    private const int MostStatements = 64;
    private const int MostGenerated = 16;

    private readonly List<(Statement Statement, int Count)> _statements = new(4);
    private int _commands;
    private int _texts;
    private long _ticks;
    private int _mostRows = -1;
    private List<string>? _generated;
    private List<LiteralSlot>? _literals;
    private RequestValues? _values;

    /// <summary>Stands in a request that is not sampled.</summary>
    public static object Unsampled { get; } = new();

    /// <summary>Whose request it is.</summary>
    public DatabaseSignals Owner => owner;

    /// <summary>How many requests it stands for, see <see cref="SampleWeight"/>.</summary>
    public long Weight => weight;

    /// <summary>An opaque key of the endpoint that serves it.</summary>
    public int Endpoint => endpoint;

    /// <summary>Remembers, as long as the request lasts, the text of a command that a mapper wrote.</summary>
    public void NoteGenerated(string text)
    {
        lock (_statements)
        {
            if ((_generated ??= []).Count < MostGenerated && !_generated.Contains(text))
            {
                _generated.Add(text);
            }
        }
    }

    /// <summary>True for the text of a command that a mapper wrote.</summary>
    public bool IsGenerated(string text)
    {
        lock (_statements)
        {
            return _generated?.Contains(text) ?? false;
        }
    }

    /// <summary>Remembers whose literals were looked at: the route is known at the end.</summary>
    public void Note(LiteralSlot literals)
    {
        lock (_statements)
        {
            if ((_literals ??= []).Count < MostStatements && !_literals.Contains(literals))
            {
                _literals.Add(literals);
            }
        }
    }

    /// <inheritdoc/>
    public void AddRows(int rows)
    {
        lock (_statements)
        {
            _mostRows = Math.Max(_mostRows, rows);
        }
    }

    /// <summary>The values that the caller chose, read at the first text that has literals.</summary>
    public RequestValues ValuesOf(HttpContext? context)
    {
        lock (_statements)
        {
            return _values ??= context is null ? RequestValues.None : RequestValues.Of(context);
        }
    }

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

            route.Add(new RequestSample(_commands, _texts, _ticks, weight, _mostRows), worst, count);
            foreach (var literals in _literals ?? [])
            {
                literals.Route = route.Name;
            }

            (_values, _generated) = (null, null);
        }
    }
}
