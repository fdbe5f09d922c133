using System.Diagnostics;
using HealthKit.Npgsql.Custody;
using HealthKit.Npgsql.Pools;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Commands;

/// <summary>
/// One pair of listeners for the process, however many hosts it has (test suites have many): a command counts once, on its own request.
/// What no request owns is told to every host.
/// </summary>
internal static class SignalHub
{
    private static readonly Lock Gate = new();
    private static volatile DatabaseSignals[] _hosts = [];
    private static ActivityListener? _commands;
    private static PoolListener? _pools;
    private static OutboundListener? _outbound;
    private static SavepointListener? _savepoints;
    private static long _faults;

    /// <summary>The hosts that count now.</summary>
    public static DatabaseSignals[] Hosts => _hosts;

    /// <summary>Callbacks of the driver's that failed; the application's command went on.</summary>
    public static long Faults => Volatile.Read(ref _faults);

    /// <summary>Counts a callback that failed.</summary>
    public static void CountFault() => Interlocked.Increment(ref _faults);

    /// <summary>Begins to count for a host; the first starts the listeners.</summary>
    public static void Attach(DatabaseSignals host)
    {
        lock (Gate)
        {
            if (Array.IndexOf(_hosts, host) >= 0)
            {
                return;
            }

            _hosts = [.. _hosts, host];
            _pools ??= new PoolListener();
            _commands ??= CommandListener.Start();
            _savepoints ??= new SavepointListener();
            _outbound ??= new OutboundListener(_pools.FollowTraffic);
        }
    }

    /// <summary>Ends it; the last stops the listeners.</summary>
    public static void Detach(DatabaseSignals host)
    {
        lock (Gate)
        {
            _hosts = [.. _hosts.Where(other => !ReferenceEquals(other, host))];
            if (_hosts.Length == 0)
            {
                _commands?.Dispose();
                OwnListeners.Remove(NpgsqlInstruments.ActivitySource);
                _outbound?.Dispose();
                _pools?.Dispose();
                _savepoints?.Dispose();
                (_commands, _outbound, _pools, _savepoints) = (null, null, null, null);
            }
        }
    }

    /// <summary>Has the driver's observable figures told to every host.</summary>
    public static void ReadPools()
    {
        lock (Gate)
        {
            foreach (var host in _hosts)
            {
                host.Pools.BeginReading();
            }

            _pools?.Read();
            foreach (var host in _hosts)
            {
                host.Pools.EndReading();
            }
        }
    }

    /// <summary>The host that a request belongs to; asked only where a process has several.</summary>
    public static DatabaseSignals? Owner(RequestScope scope)
    {
        var hosts = _hosts;
        return hosts.Length == 1 ? hosts[0] : (scope.Context as HttpContext)?.RequestServices?.GetService<DatabaseSignals>();
    }
}
