using System.Diagnostics;
using System.Runtime.InteropServices;
using HealthKit.Npgsql.Replicas;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Npgsql.Commands;

/// <summary>The commands of one sampled request.</summary>
internal sealed class RequestQueries(DatabaseSignals owner, long weight, int endpoint) : ISampledQueries
{
    private const int MostStatements = 64;
    private const int MostGenerated = 16;

    private readonly List<Use> _statements = new(4);
    private int _commands;
    private int _started;
    private int _texts;
    private long _ticks;
    private int _mostRows = -1;
    private Activity? _latest;
    private List<Activity>? _open;
    private List<(string Text, GeneratedKind Kind)>? _generated;
    private List<LiteralSlot>? _literals;
    private RequestValues? _values;

    /// <summary>Stands in a request that is not sampled.</summary>
    public static object Unsampled { get; } = new();

    /// <summary>Whose request it is.</summary>
    public DatabaseSignals Owner => owner;

    /// <summary>How many requests it stands for, see <see cref="SampleWeight"/>.</summary>
    public long Weight => weight;

    /// <summary>To which servers its reads went.</summary>
    public RequestReads Reads { get; } = new();

    /// <summary>An opaque key of the endpoint that serves it.</summary>
    public int Endpoint => endpoint;

    /// <summary>Commands of which an activity told.</summary>
    public int Started => Volatile.Read(ref _started);

    /// <summary>Remembers a command that starts: whoever never closes its reader never ends it.</summary>
    public void Start(Activity command)
    {
        Interlocked.Increment(ref _started);
        if (Interlocked.Exchange(ref _latest, command) is { IsStopped: false } earlier)
        {
            lock (_statements)
            {
                if ((_open ??= []).Count < MostStatements)
                {
                    _open.Add(earlier);
                }
            }
        }
    }

    /// <summary>The commands that have not ended yet.</summary>
    public IEnumerable<Activity> Open()
    {
        lock (_statements)
        {
            return _open is null && _latest is null or { IsStopped: true } ? [] : [.. ((Activity?[])[.. _open ?? [], _latest]).OfType<Activity>().Where(static command => !command.IsStopped)];
        }
    }

    /// <inheritdoc/>
    public void NoteGenerated(string text, GeneratedKind kind)
    {
        lock (_statements)
        {
            if ((_generated ??= []).Count < MostGenerated && Generated(text) < 0)
            {
                _generated.Add((text, kind));
            }
        }
    }

    /// <summary>True for the text of a command that a mapper wrote.</summary>
    public bool IsGenerated(string text)
    {
        lock (_statements)
        {
            return Generated(text) >= 0;
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

    /// <summary>Adds one command and gives its statement; parallel commands of a request take turns.</summary>
    public (Statement Statement, SqlFingerprint Fingerprint) Add(string sql, long ticks, long half)
    {
        lock (_statements)
        {
            _commands++;
            _ticks += ticks;
            var at = IndexOf(sql, null);
            if (at < 0)
            {
                at = Find(sql, ticks, half, out var found);
                if (at < 0)
                {
                    return found;
                }
            }

            ref var use = ref CollectionsMarshal.AsSpan(_statements)[at];
            use.Count++;
            use.Ticks += ticks;
            _texts += use.Fingerprint.Statements;
            return (use.Statement, use.Fingerprint);
        }
    }

    /// <summary>Books the request on its route.</summary>
    public void Complete(RouteQueries route)
    {
        owner.Reads.Add(Reads, weight, (long)owner.Uptime.TotalSeconds);
        lock (_statements)
        {
            var (worst, count) = ((Statement?)null, 0);
            owner.CountSampled(_commands);
            foreach (ref var use in CollectionsMarshal.AsSpan(_statements))
            {
                use.Statement.AddCalls(use.Count, use.Ticks, weight, owner.LatestHalf, use.Examined);
                use.Statement.AddRoute(route.Name, use.Count * weight);
                if (use.Count > count && !ReferenceEquals(use.Statement, owner.Statements.Overflow))
                {
                    (worst, count) = (use.Statement, use.Count);
                }
            }

            route.Add(new RequestSample(_commands, _texts, _ticks, weight, _mostRows), worst, count);
            foreach (var literals in _literals ?? [])
            {
                literals.Route = route.Name;
            }

            (_values, _generated, _open, _latest) = (null, null, null, null);
            _statements.Clear();
        }
    }

    // Where the statement of a text that was not seen yet stands; −1 where the request has too many, and it is booked at once.
    private int Find(string sql, long ticks, long half, out (Statement Statement, SqlFingerprint Fingerprint) found)
    {
        found = owner.Statements.Find(sql);
        var generated = Generated(sql);
        if (generated >= 0)
        {
            found.Statement.NoteGenerated(_generated![generated].Kind);
        }
        else if (_generated is null or { Count: < MostGenerated })
        {
            found.Statement.NoteHandWritten();
        }

        var examined = owner.IsExaminable(found.Statement, sql, found.Fingerprint);
        var at = IndexOf(null, found.Statement);
        if (at >= 0)
        {
            ref var use = ref CollectionsMarshal.AsSpan(_statements)[at];
            (use.Text, use.Fingerprint, use.Examined) = (sql, found.Fingerprint, use.Examined && examined);
            return at;
        }

        if (_statements.Count < MostStatements)
        {
            _statements.Add(new Use { Text = sql, Statement = found.Statement, Fingerprint = found.Fingerprint, Examined = examined });
            return _statements.Count - 1;
        }

        _texts += found.Fingerprint.Statements;
        found.Statement.AddCalls(1, ticks, weight, half, examined);
        return -1;
    }

    private int Generated(string text)
    {
        for (var i = 0; i < _generated?.Count; i++)
        {
            if (_generated[i].Text == text)
            {
                return i;
            }
        }

        return -1;
    }

    private int IndexOf(string? text, Statement? statement)
    {
        var uses = CollectionsMarshal.AsSpan(_statements);
        for (var i = 0; i < uses.Length; i++)
        {
            if (text is null ? ReferenceEquals(uses[i].Statement, statement) : ReferenceEquals(uses[i].Text, text))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A statement in this request. Most programs send one string again and again, so that it is found by reference.</summary>
    private struct Use
    {
        public string Text;
        public Statement Statement;
        public SqlFingerprint Fingerprint;
        public int Count;
        public long Ticks;
        public bool Examined;
    }
}
