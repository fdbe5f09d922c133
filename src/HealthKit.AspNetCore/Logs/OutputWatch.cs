using System.Runtime.CompilerServices;

namespace HealthKit.Logs;

/// <summary>Stands in standard output, once for the whole process: the output is the process's, whichever of its hosts writes it.</summary>
internal sealed class OutputWatch
{
    private static readonly Lock Installing = new();
    private static readonly ConditionalWeakTable<TextWriter, OutputWatch> Installed = [];

    private readonly TextWriter _output;
    private bool _wanted;

    private OutputWatch()
    {
        Console.SetOut(new OutputTee(Console.Out, Sampler));
        _output = Console.Out;
        Installed.Add(_output, this);
    }

    public LineSampler Sampler { get; } = new();

    /// <summary>True while nobody has put another writer in its place.</summary>
    public bool IsInPlace => ReferenceEquals(Console.Out, _output);

    /// <summary>Puts it in place unless it is; one that somebody put back is taken up again.</summary>
    public static OutputWatch Install()
    {
        lock (Installing)
        {
            return Installed.TryGetValue(Console.Out, out var installed) ? installed : new OutputWatch();
        }
    }

    /// <summary>Says whether a host wants its lines read: they are read until the first host says no, and for good once one says yes.</summary>
    public void Want(bool wanted)
    {
        lock (Installing)
        {
            Sampler.Enabled = _wanted |= wanted;
        }
    }
}
