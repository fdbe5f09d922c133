using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>What callers need to know of a method.</summary>
internal sealed class MethodSummary
{
    private const int MostFields = 8;

    /// <summary>What is known of the value it returns.</summary>
    public Traits Returns { get; private set; }

    /// <summary>Parameters that it returns unchanged.</summary>
    public uint ReturnsIs { get; private set; }

    /// <summary>Parameters from which what it returns can be reached.</summary>
    public uint ReturnsOf { get; private set; }

    /// <summary>Parameters whose objects it changes.</summary>
    public uint Mutates { get; private set; }

    /// <summary>Parameters that become the text of a command, unchanged.</summary>
    public uint Sinks { get; private set; }

    /// <summary>Parameters whose delegate it runs, or whose sequence it reads.</summary>
    public uint Runs { get; private set; }

    /// <summary>What callers pass for each argument.</summary>
    public Traits[] Received { get; } = new Traits[32];

    /// <summary>Fields whose value, or what hangs on it, it returns.</summary>
    public List<FieldModel> Fields { get; } = [];

    /// <summary>Types of the new objects that it returns.</summary>
    public List<string> Made { get; } = [];

    /// <summary>True where it returns a service that somebody else registered.</summary>
    public bool ReturnsService { get; private set; }

    /// <summary>True when the last reading told something new.</summary>
    public bool Changed { get; set; }

    public void Mutate(uint parameters)
    {
        Changed |= (Mutates | parameters) != Mutates;
        Mutates |= parameters;
    }

    public void Run(uint parameters)
    {
        Changed |= (Runs | parameters) != Runs;
        Runs |= parameters;
    }

    public void Sink(uint parameters)
    {
        Changed |= (Sinks | parameters) != Sinks;
        Sinks |= parameters;
    }

    /// <summary>Takes note of what is passed for an argument; true when that is news.</summary>
    public bool Receive(int argument, Traits traits)
    {
        if (argument >= Received.Length || (Received[argument] | traits) == Received[argument])
        {
            return false;
        }

        Received[argument] |= traits;
        return true;
    }

    public void Return(Value value, ThingTable things)
    {
        var traits = Returns | (value.Traits & ~Traits.Exact);
        Changed |= traits != Returns || (ReturnsIs | value.Is) != ReturnsIs || (ReturnsOf | value.Of) != ReturnsOf;
        (Returns, ReturnsIs, ReturnsOf) = (traits, ReturnsIs | value.Is, ReturnsOf | value.Of);
        foreach (var thing in things.Of(value.Things))
        {
            if (thing.Field is { } field && !Fields.Contains(field) && Fields.Count < MostFields)
            {
                Fields.Add(field);
                Changed = true;
            }
            else if (thing is { Kind: ThingKind.Fresh, Subject: string type } && !Made.Contains(type) && Made.Count < MostFields)
            {
                Made.Add(type);
                Changed = true;
            }
            else if (thing.Kind == ThingKind.Service)
            {
                ReturnsService = true;
            }
        }
    }
}
