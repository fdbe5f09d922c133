using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>A place in a method from which on a connection may be held.</summary>
internal sealed class HoldSite(ulong bit, int offset, SiteKind kind, SiteOwner owner)
{
    public ulong Bit => bit;

    /// <summary>The instruction that opened it; that made it, while it has not been opened.</summary>
    public int Offset { get; set; } = offset;

    public SiteKind Kind => kind;

    public SiteOwner Owner => owner;

    /// <summary>The arguments that it came with.</summary>
    public uint Parameters { get; init; }

    /// <summary>The field it was found in.</summary>
    public FieldModel? Field { get; init; }

    /// <summary>True once it was opened on some path.</summary>
    public bool IsOpened { get; set; }

    /// <summary>True for what the same instruction opened the time before.</summary>
    public bool IsEarlier { get; set; }

    /// <summary>The type that the call says it is.</summary>
    public string? Type { get; set; }

    /// <summary>The connections of a command.</summary>
    public ulong Connections { get; set; }

    /// <summary>The fields that it was stored in.</summary>
    public HashSet<FieldModel> KeptIn { get; } = [];

    /// <summary>Why it is not known what becomes of it.</summary>
    public string? Doubt { get; set; }

    /// <summary>It is released where a field or a method of the host's own says so.</summary>
    public string? ReleasedIf { get; set; }

    /// <summary>Left open on a path that ends as written.</summary>
    public bool IsLeft { get; set; }

    /// <summary>"X throws", where that leaves it open.</summary>
    public string? LeftByThrowing { get; set; }

    /// <summary>What became of it could not be told on some path.</summary>
    public bool IsUnclear { get; set; }

    /// <summary>The method opens it itself, so that it was not open when it came.</summary>
    public bool OpensLater { get; set; }

    /// <summary>Forgets what an earlier round said of it.</summary>
    public void Reset()
    {
        (IsOpened, IsLeft, IsUnclear, LeftByThrowing, Doubt, ReleasedIf, Connections) = (false, false, false, null, null, null, 0);
        KeptIn.Clear();
    }
}
