using HealthKit.Evidence;
using HealthKit.Npgsql.Pools;
using HealthKit.Npgsql.Sql;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Commands;

/// <summary>One fingerprint: how often it ran, how long the first response took, and on which routes. At most 24 hours are remembered.</summary>
internal sealed class Statement(ulong hash, TimeSpan limit, DateTimeOffset firstSeen)
{
    private const int LongestText = 1_000;
    private const int MostRoutes = 16;

    private readonly Dictionary<string, long> _routes = new(StringComparer.Ordinal);
    private Half _current = new(limit, 0);
    private Half? _previous;
    private long _weightsBefore;
    private string? _text;
    private string? _pool;
    private bool _ranInSeveral;
    private string? _lent;
    private bool _asked;
    private bool _generated;
    private bool _composed;
    private bool _lookedUp;
    private bool _handWritten;
    private long _planned;
    private double _variance;
    private long _textsExamined;
    private LiteralTable? _literals;

    /// <summary>Identity in documents.</summary>
    public string Fingerprint { get; } = hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The normalised text; it holds no literal.</summary>
    public string Text => _text ?? "";

    /// <summary>What it does.</summary>
    public SqlCommandKind Kind { get; private set; }

    /// <summary>A raw text to make a plan of, null when every one seen held literals; never shown.</summary>
    public string? PlannableText { get; private set; }

    /// <summary>What its text uses.</summary>
    public SqlUse Use { get; private set; } = new([], [], false);

    /// <summary>The names that its conditions name; null where they are not known.</summary>
    public IReadOnlySet<string>? Conditions { get; private set; }

    /// <summary>True when its texts are too long to be kept.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>True when a request ran it and no object-relational mapper was ever seen to write it.</summary>
    public bool IsHandWritten => Volatile.Read(ref _handWritten) && !Volatile.Read(ref _generated);

    /// <summary>True when a mapper wrote it in a request, from a query that its filters narrow unless it is told to ignore them.</summary>
    public bool IsComposed => Volatile.Read(ref _composed);

    /// <summary>True when a mapper wrote it in a request and may have read a row anew that it held already.</summary>
    public bool IsLookup => Volatile.Read(ref _lookedUp);

    /// <summary>True when it ran in databases of different names, a tenant's each for example: how many of its calls went to which is not known.</summary>
    public bool RanInSeveral => Volatile.Read(ref _ranInSeveral);

    /// <summary>The pool that ran it last.</summary>
    public string? Pool => _pool;

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset FirstSeen => firstSeen;

    /// <summary>Calls since start by their weights, in calls.</summary>
    public long Calls => SampleWeight.Count(Volatile.Read(ref _planned));

    /// <summary>The variance of <see cref="Calls"/>, which are an estimate where calls are sampled.</summary>
    public double CallsVariance => Volatile.Read(ref _variance);

    /// <summary>Notes that no mapper was seen to write it in one request.</summary>
    public void NoteHandWritten() => Volatile.Write(ref _handWritten, true);

    /// <summary>Notes that a mapper wrote it in one request, and why.</summary>
    public void NoteGenerated(GeneratedKind kind)
    {
        Volatile.Write(ref _generated, true);
        switch (kind)
        {
            case GeneratedKind.Query:
                Volatile.Write(ref _composed, true);
                break;
            case GeneratedKind.Lookup:
                Volatile.Write(ref _lookedUp, true);
                break;
        }
    }

    /// <summary>Keeps its shape, once.</summary>
    public void Describe(string sql, SqlFingerprint fingerprint)
    {
        if (_text is null)
        {
            Kind = fingerprint.Kind;
            _text = SqlNormalizer.TextOf(sql, LongestText);
            Use = SqlUse.Of(sql);
            Conditions = SqlConditions.Of(sql);
            IsTooLong = sql.Length > SqlFingerprint.LongestText;
        }

        if (sql.Length > SqlFingerprint.LongestText)
        {
            return;
        }

        if (!fingerprint.HasLiterals)
        {
            PlannableText ??= sql;
        }
        else if (Volatile.Read(ref _asked))
        {
            Volatile.Write(ref _asked, false);
            Volatile.Write(ref _lent, sql);
        }
    }

    /// <summary>Asks for the next text seen, literals and all, to be planned at once and forgotten.</summary>
    public void AskForText() => Volatile.Write(ref _asked, true);

    /// <summary>Takes the text that was asked for, if one came; it is kept nowhere else.</summary>
    public string? TakeText() => Interlocked.Exchange(ref _lent, null);

    /// <summary>Drops what was asked for: nobody came for it.</summary>
    public void ForgetText()
    {
        Volatile.Write(ref _asked, false);
        Volatile.Write(ref _lent, null);
    }

    /// <summary>Adds how long one sampled call took.</summary>
    /// <param name="ticks">Time to the first response in units of 100 ns.</param>
    /// <param name="half">Number of the half-day it ran in.</param>
    /// <param name="pool">The pool's name as the driver has it; null where nobody looked.</param>
    public void AddLatency(long ticks, long half, string? pool)
    {
        if (pool is not null && !ReferenceEquals(pool, _pool))
        {
            RanIn(pool);
        }

        At(half).Latency.Add(ticks);
    }

    // A standby has its primary's database under the same name.
    private void RanIn(string pool)
    {
        if (_pool is { } before && PoolKeys.DatabaseOf(before) is { } one && PoolKeys.DatabaseOf(pool) is { } other && one != other)
        {
            Volatile.Write(ref _ranInSeveral, true);
        }

        _pool = pool;
    }

    /// <summary>Adds sampled calls that <see cref="AddLatency"/> was told of: once a request is cheaper than once a command.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="ticks">Their times summed.</param>
    /// <param name="weight">How many calls each stands for, see <see cref="SampleWeight"/>.</param>
    /// <param name="half">Number of the half-day they ran in.</param>
    /// <param name="examined">True when their texts were looked at for literals.</param>
    public void AddCalls(int calls, long ticks, long weight, long half, bool examined)
    {
        var current = At(half);
        Interlocked.Add(ref current.Weights, calls * weight);
        Interlocked.Add(ref current.WeightedTicks, ticks * weight / SampleWeight.One);
        Interlocked.Add(ref _planned, calls * weight);
        AddVariance(SampleWeight.Variance(calls, weight));
        if (examined)
        {
            Interlocked.Add(ref _textsExamined, calls);
        }
    }

    /// <summary>Adds what the literals of one sampled call's text showed, and gives the slot that its route belongs to.</summary>
    public LiteralSlot AddLiterals(ulong literalHash, int endpoint, Literals literals, bool generated)
    {
        var table = _literals ?? Interlocked.CompareExchange(ref _literals, new LiteralTable(), null) ?? _literals;
        return table.Add(literalHash, endpoint, literals, generated);
    }

    /// <summary>Adds the calls that a route made.</summary>
    public void AddRoute(string route, long weight)
    {
        lock (_routes)
        {
            if (_routes.TryGetValue(route, out var calls) || _routes.Count < MostRoutes)
            {
                _routes[route] = calls + weight;
            }
        }
    }

    /// <summary>The routes that ran it, the one that did so most first.</summary>
    public string[] Routes()
    {
        lock (_routes)
        {
            return [.. _routes.OrderByDescending(static route => route.Value).Select(static route => route.Key)];
        }
    }

    /// <summary>What is known of it.</summary>
    /// <param name="halves">Half-days since the start, with the part of the present one.</param>
    public StatementEvidence Read(double halves)
    {
        var half = (long)halves;
        if (Volatile.Read(ref _current).Number < half)
        {
            Turn(half);
        }

        var (current, previous) = (Volatile.Read(ref _current), Volatile.Read(ref _previous));
        var latency = current.Latency.Snapshot();
        var weights = Volatile.Read(ref current.Weights) + (previous is null ? 0 : Volatile.Read(ref previous.Weights));
        var ticks = Volatile.Read(ref current.WeightedTicks) + (previous is null ? 0 : Volatile.Read(ref previous.WeightedTicks));
        var literals = Volatile.Read(ref _literals);
        var (variants, generated) = literals?.Variants() ?? (0, false);
        return new StatementEvidence
        {
            Fingerprint = Fingerprint,
            Text = Text,
            Routes = Routes(),
            Calls = SampleWeight.Count(weights),
            // Two halves are less than a day while the second is under way: of the one before, the part that is missing.
            CallsLastDay = SampleWeight.Count(weights + (long)(Volatile.Read(ref _weightsBefore) * (1 - (halves - half)))),
            Latency = previous is null ? latency : CoarseLatencyDistribution.Merge(latency, previous.Latency.Snapshot()),
            TotalTime = TimeSpan.FromTicks(ticks),
            FirstSeen = firstSeen,
            TextsExamined = Volatile.Read(ref _textsExamined),
            TaintedValues = literals?.TaintedValues ?? 0,
            LiteralVariants = variants,
            Generated = generated,
            LiteralRoutes = literals?.Routes ?? [],
            IsPlannable = Kind == SqlCommandKind.Query,
        };
    }

    private void AddVariance(double more)
    {
        for (var (seen, now) = (double.NaN, Volatile.Read(ref _variance)); !seen.Equals(now);)
        {
            seen = now;
            now = Interlocked.CompareExchange(ref _variance, seen + more, seen);
        }
    }

    private Half At(long half)
    {
        var current = Volatile.Read(ref _current);
        return current.Number < half ? Turn(half) : current;
    }

    private Half Turn(long half)
    {
        lock (_routes)
        {
            if (_current.Number < half)
            {
                Volatile.Write(ref _weightsBefore, _current.Number == half - 1 ? _previous?.Weights ?? 0 : _current.Number == half - 2 ? _current.Weights : 0);
                Volatile.Write(ref _previous, _current.Number == half - 1 ? _current : null);
                Volatile.Write(ref _current, new Half(limit, half));
            }

            return _current;
        }
    }

    private sealed class Half(TimeSpan limit, long number)
    {
        public readonly CoarseLatency Latency = new(limit);
        public long Weights;
        public long WeightedTicks;

        public long Number => number;
    }
}
