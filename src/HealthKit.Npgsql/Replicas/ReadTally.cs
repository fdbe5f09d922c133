using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Replicas;

/// <summary>Reads by statement and server, in the weights of <see cref="SampleWeight"/>, since start or since the server's role changed.</summary>
internal sealed class ReadTally
{
    private const int Most = 8_000;

    private readonly ConcurrentDictionary<(Statement Statement, ServerAddress Server), StrongBox<long>> _reads = new();
    private readonly PeakRate _peak = new();
    private readonly PeakRate _allPeak = new();
    private long _writes;
    private long _besideWrites;

    /// <summary>Weights of everything that a standby could not have served.</summary>
    public long Writes => Volatile.Read(ref _writes);

    /// <summary>Weights of the reads of requests that wrote, which may have been in the transaction that did.</summary>
    public long BesideWrites => Volatile.Read(ref _besideWrites);

    /// <summary>Reads a second in the busiest minute, those beside writes apart.</summary>
    public double PeakPerSecond => _peak.PerSecond / SampleWeight.One;

    /// <summary>Reads a second in the busiest minute, those beside writes among them.</summary>
    public double PeakOfAllPerSecond => _allPeak.PerSecond / SampleWeight.One;

    /// <summary>The reads.</summary>
    public IEnumerable<(Statement Statement, ServerAddress Server, long Weights)> All =>
        _reads.Select(static pair => (pair.Key.Statement, pair.Key.Server, Volatile.Read(ref pair.Value.Value)));

    /// <summary>Adds a request that ended. Where it wrote, its reads may have been in the transaction that did.</summary>
    public void Add(RequestReads request, long weight, long second)
    {
        var wrote = request.Writes > 0;
        Interlocked.Add(ref _writes, request.Writes * weight);
        for (var i = request.Count - 1; i >= 0; i--)
        {
            var (statement, server, count) = request[i];
            _allPeak.Add(second, count * weight);
            if (wrote)
            {
                Interlocked.Add(ref _besideWrites, count * weight);
            }
            else
            {
                Add(statement, server, count * weight);
                _peak.Add(second, count * weight);
            }
        }
    }

    /// <summary>Adds one command outside requests.</summary>
    public void Add(Statement statement, ServerAddress server, long weight, long second)
    {
        if (statement.Use.IsRead)
        {
            Add(statement, server, weight);
            _peak.Add(second, weight);
            _allPeak.Add(second, weight);
        }
        else if (statement.Kind != SqlCommandKind.Other)
        {
            Interlocked.Add(ref _writes, weight);
        }
    }

    /// <summary>Forgets the reads of one server, whose role has changed.</summary>
    public void Restart(ServerAddress server)
    {
        foreach (var (key, _) in _reads)
        {
            if (key.Server == server)
            {
                _reads.TryRemove(key, out _);
            }
        }
    }

    private void Add(Statement statement, ServerAddress server, long weight)
    {
        var key = (statement, server);
        if (_reads.TryGetValue(key, out var weights) || (_reads.Count < Most && (weights = _reads.GetOrAdd(key, static _ => new StrongBox<long>())) is not null))
        {
            Interlocked.Add(ref weights.Value, weight);
        }
    }
}
