using HealthKit.Evidence;

namespace HealthKit.Npgsql.Commands;

/// <summary>
/// Notices commands that a data source's tracing options leave out: the driver's meter counts them, and no activity tells their text. The other
/// statements speak for them no more than strangers do.
/// </summary>
internal sealed class UnseenCommands
{
    private const long FewestToTell = 10;
    private const double ShareToLeaveOut = 0.05;

    private long _looked;
    private long _unseen;

    /// <summary>Counts the commands of a request that was looked at.</summary>
    /// <param name="commands">Round trips by the driver's meter.</param>
    /// <param name="seen">Those of which an activity told.</param>
    /// <param name="weight">How many requests it stands for, see <see cref="SampleWeight"/>.</param>
    public void Add(int commands, int seen, long weight)
    {
        Interlocked.Add(ref _looked, commands * weight);
        if (seen < commands)
        {
            Interlocked.Add(ref _unseen, (commands - seen) * weight);
        }
    }

    /// <summary>What to say of them; nothing where they are too few to matter.</summary>
    public IReadOnlyList<BlindSpot> Read()
    {
        var (looked, unseen) = (SampleWeight.Count(Volatile.Read(ref _looked)), SampleWeight.Count(Volatile.Read(ref _unseen)));
        return unseen < FewestToTell || unseen <= ShareToLeaveOut * looked ? [] :
        [
            new BlindSpot(
                "commands",
                $"Of {Units.Count(unseen, "command")} of {Units.Number(looked)} no activity tells the text: a data source leaves them out of its traces, or activities are switched off.",
                "Remove ConfigureCommandFilter(…) and ConfigureBatchFilter(…) from the data source's ConfigureTracing(…), and leave them out in the sampler of the traces instead."),
        ];
    }
}
