using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>What may hold a connection in one method, and what of it is held on the path that is walked.</summary>
internal sealed class PathSites(MethodModel method, ConnectionScan scan, Heap heap, FlowState now)
{
    private readonly Dictionary<ulong, HoldSite> _sites = [];
    private readonly Dictionary<FieldModel, ulong> _captured = [];
    private ulong _all;

    /// <summary>What is held on this path, as bits of the method's things.</summary>
    public ulong Held { get; set; }

    /// <summary>What may be held.</summary>
    public ulong Unclear { get; set; }

    /// <summary>The arguments that were released.</summary>
    public uint Freed { get; set; }

    /// <summary>The arguments that are released anywhere: what is nothing has not to be, and is no proof that it is.</summary>
    public uint Released { get; private set; }

    /// <summary>Set where something was learnt that earlier instructions need.</summary>
    public bool Again { get; set; }

    /// <summary>What the object itself decides, where that decides whether this block runs.</summary>
    public string? Condition { get; set; }

    /// <summary>The arguments that are stored.</summary>
    public uint Keeps { get; set; }

    /// <summary>The arguments that are released on some path.</summary>
    public uint MayFree { get; set; }

    /// <summary>The arguments, passed by reference, that are filled with an open connection.</summary>
    public uint Outs { get; set; }

    /// <summary>What may hold a connection.</summary>
    public IReadOnlyCollection<HoldSite> Sites => _sites.Values;

    /// <summary>What any value may stand for.</summary>
    public ulong All => _all;

    /// <summary>True where a lambda shares what may hold a connection.</summary>
    public bool HasCaptured => _captured.Count > 0;

    /// <summary>The captured variables, as bits of a lambda's summary.</summary>
    public uint CapturedBits => _captured.Keys.Aggregate(0u, (all, variable) => all | scan.BitOf(variable));

    /// <summary>A lambda or a local function has run that shares captured variables.</summary>
    public void ReleaseCaptured(ConnectionSummary summary, string doubt)
    {
        foreach (var (field, sites) in _captured)
        {
            if ((summary.Frees & scan.BitOf(field)) != 0)
            {
                MarkCondition(sites);
                Free(sites);
            }
            else if ((summary.MayFree & scan.BitOf(field)) != 0)
            {
                Doubt(sites, doubt);
            }
        }
    }

    /// <summary>What captured variables hold.</summary>
    public ulong CapturedBy(FieldModel field) => _captured.GetValueOrDefault(field);

    /// <summary>Forgets what earlier rounds said; which things there are stays.</summary>
    public void Reset()
    {
        (Held, Unclear, Freed, Released, Keeps, MayFree, Outs) = (0, 0, 0, 0, 0, 0, 0);
        foreach (var site in _sites.Values)
        {
            site.Reset();
        }
    }

    /// <summary>A flag that tells whether an object has been disposed already: the first time it has not.</summary>
    public static bool IsEndMark(string name, string type) => type is "System.Boolean" or "System.Int32" && name.Contains("disposed", StringComparison.OrdinalIgnoreCase);

    /// <summary>False for a field whose type tells that it has to do with no connection.</summary>
    public static bool IsOfNote(FieldModel field) =>
        field.ValueType is "System.IDisposable" or "System.IAsyncDisposable" or "System.Object" || IsEndMark(field.Name, field.ValueType)
        || field.ValueType.StartsWith("System.Data.", StringComparison.Ordinal) || field.ValueType.StartsWith("System.Lazy`1", StringComparison.Ordinal) || field.ValueType.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal)
        || !(field.ValueType.StartsWith("System.", StringComparison.Ordinal) || field.ValueType.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || field.ValueType.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal));

    /// <summary>True for a field that may hold a connection, or what owns one.</summary>
    public bool MayOwn(FieldModel field) =>
        ConnectionCalls.IsConnection(field.ValueType)
        || field.ValueType.EndsWith("DataReader", StringComparison.Ordinal)
        || (field.ValueType is "System.IDisposable" or "System.IAsyncDisposable" && method.Name.Contains("Dispose", StringComparison.Ordinal));

    /// <summary>The sites of a mask.</summary>
    public IEnumerable<HoldSite> Each(ulong bits) => bits == 0 ? [] : _sites.Values.Where(site => (site.Bit & bits) != 0);

    /// <summary>All sites of a kind.</summary>
    public ulong OfKind(SiteKind kind) => _sites.Values.Where(site => site.Kind == kind).Aggregate(0ul, static (all, site) => all | site.Bit);

    /// <summary>The fields that a value was found in.</summary>
    public HashSet<FieldModel> FieldsOf(Value value)
    {
        var found = new HashSet<FieldModel>();
        foreach (var thing in heap.Things.Of(value.Things))
        {
            if (thing.Field is { } field)
            {
                found.Add(field);
            }
        }

        return found;
    }

    /// <summary>Connections and contexts that a value stands for, or holds as a closure does.</summary>
    public ulong SitesOf(Value value)
    {
        if (_all == 0)
        {
            return 0;
        }

        var read = heap.Read(value);
        var sites = read.Things & _all & ~OfKind(SiteKind.Query) & ~OfKind(SiteKind.Command) & ~OfKind(SiteKind.SourceCommand);
        if (_captured.Count > 0)
        {
            foreach (var thing in heap.Things.Of(read.Things))
            {
                if (thing is { Kind: ThingKind.Fresh, Subject: string type })
                {
                    foreach (var (field, held) in _captured)
                    {
                        sites |= field.Type.Name == SignatureNames.WithoutArguments(type) ? held : 0;
                    }
                }
            }
        }

        return sites;
    }

    /// <summary>The sites of a value, and those that were found where it was found.</summary>
    public ulong Matching(Value value)
    {
        var found = SitesOf(value);
        foreach (var site in _sites.Values)
        {
            if ((site.Parameters & value.Is) != 0 || (site.Field is { } field && FieldsOf(value).Contains(field)))
            {
                found |= site.Bit;
            }
        }

        return found;
    }

    /// <summary>The site of an instruction. Where it is still open from the last time round, that one is lost.</summary>
    public HoldSite New(int offset, SiteKind kind, SiteOwner owner)
    {
        var site = Site((offset, kind), offset, kind, owner, 0, null);
        if ((Held & site.Bit) != 0 && owner == SiteOwner.Here)
        {
            Rename(site, offset);
        }

        return site;
    }

    // What is still open from the last time round is another one from now on; where it was another one already, that one is lost.
    private void Rename(HoldSite site, int offset)
    {
        var earlier = Site((offset, site.Kind, "earlier"), offset, site.Kind, site.Owner, 0, null);
        site.IsLeft |= (Held & earlier.Bit) != 0;
        earlier.Doubt ??= site.Doubt;
        earlier.IsEarlier = true;
        for (var i = 0; i < now.Cells.Length; i++)
        {
            now.Cells[i] = Renamed(now.Cells[i]);
        }

        for (var i = 0; i < now.Depth; i++)
        {
            now.Stack[i] = Renamed(now.Stack[i]);
        }

        foreach (var (field, held) in _captured)
        {
            _captured[field] = (held & site.Bit) != 0 ? held | earlier.Bit : held;
        }

        foreach (var each in _sites.Values)
        {
            each.Connections |= (each.Connections & site.Bit) != 0 ? earlier.Bit : 0;
        }

        Held &= ~site.Bit;
        Open(earlier, offset);

        Value Renamed(Value value) => (value.Things & site.Bit) == 0 ? value : value with { Things = (value.Things & ~site.Bit) | earlier.Bit };
    }

    /// <summary>A connection of which nobody knows whose it is: open, unless the method opens it itself.</summary>
    public ulong NewUnknown(int offset)
    {
        var site = New(offset, SiteKind.Connection, SiteOwner.Unknown);
        return site.OpensLater ? site.Bit : Open(site, offset);
    }

    /// <summary>From here on it is held.</summary>
    public ulong Open(HoldSite site, int offset)
    {
        (site.IsOpened, site.Offset) = (true, offset);
        Held |= site.Bit;
        Unclear &= ~site.Bit;
        return site.Bit;
    }

    /// <summary>Opens what a value stands for; what is not one of the method's own belongs to whoever it came from.</summary>
    public void OpenAll(Value value, SiteKind kind, int offset)
    {
        var sites = Each(SitesOf(value)).Where(site => site.Kind is SiteKind.Connection or SiteKind.Context).ToList();
        if (sites.Count == 0)
        {
            var field = FieldsOf(value).FirstOrDefault();
            sites.Add(value.Is != 0 ? Site(("parameter", value.Is, kind), offset, kind, SiteOwner.Elsewhere, value.Is, null)
                : field is not null ? Site((field, kind), offset, kind, SiteOwner.Elsewhere, 0, field)
                : New(offset, kind, SiteOwner.Elsewhere));
        }

        foreach (var site in sites)
        {
            Again |= site is { Owner: SiteOwner.Unknown, OpensLater: false };
            site.OpensLater = true;
            Open(site, offset);
        }
    }

    /// <summary>Adds to the value on the stack what it may hold.</summary>
    public void Give(ulong sites)
    {
        if (now.Depth > 0)
        {
            var value = now.Pop();
            now.Push(value with { Traits = (value.Traits == Traits.None ? Traits.Opaque : value.Traits) | Traits.Present, Things = value.Things | sites });
        }
    }

    /// <summary>The value on the stack belongs to the object it came from.</summary>
    public void PassOn(Value receiver)
    {
        if (now.Depth > 0)
        {
            var value = now.Pop();
            now.Push(value with { Is = receiver.Is, Of = receiver.Of, Things = value.Things | receiver.Things });
        }
    }

    /// <summary>From here on it is not held: released, or handed on.</summary>
    public void Free(ulong sites)
    {
        Held &= ~sites;
        Unclear &= ~sites;
    }

    /// <summary>From here on arguments are released.</summary>
    public void Release(uint parameters)
    {
        Freed |= parameters;
        Released |= parameters;
    }

    /// <summary>On some paths arguments are released.</summary>
    public void MayRelease(uint parameters)
    {
        MayFree |= parameters;
        Released |= parameters;
    }

    /// <summary>From here on nobody knows.</summary>
    public void Doubt(ulong sites, string why)
    {
        foreach (var site in Each(sites & (Held | Unclear)))
        {
            site.Doubt ??= why;
        }

        Unclear |= sites & Held;
        Held &= ~sites;
    }

    /// <summary>A field gets a value.</summary>
    public void Store(FieldModel field, Value holder, Value written)
    {
        if (written.Is != 0)
        {
            Keeps |= written.Is;
        }

        var sites = SitesOf(written);
        if (field.Type.IsClosure)
        {
            sites |= written.Things & OfKind(SiteKind.Query);
            if (sites != 0)
            {
                Again |= (_captured.GetValueOrDefault(field) | sites) != _captured.GetValueOrDefault(field);
                _captured[field] = _captured.GetValueOrDefault(field) | sites;
                foreach (var site in Each(sites))
                {
                    if (scan.IsOpened(field))
                    {
                        Open(site, site.Offset);
                    }

                    if ((scan.IsReleased(field) || scan.Index.IsReleased(field, method)) && !holder.Has(Traits.Address))
                    {
                        site.Doubt ??= "a lambda releases it";
                    }
                }
            }
        }
        else if (sites != 0)
        {
            foreach (var site in Each(sites & (Held | Unclear)))
            {
                site.KeptIn.Add(field);
            }

            Free(sites);
        }
    }

    /// <summary>What is released here is released under a condition.</summary>
    public void MarkCondition(ulong sites)
    {
        foreach (var site in Condition is null ? [] : Each(sites))
        {
            site.ReleasedIf ??= Condition;
        }
    }

    private HoldSite Site(object key, int offset, SiteKind kind, SiteOwner owner, uint parameters, FieldModel? field)
    {
        var bit = heap.Things.Bit(new Thing(ThingKind.Hold, key, 0));
        if (!_sites.TryGetValue(bit, out var site))
        {
            _sites.Add(bit, site = new HoldSite(bit, offset, kind, owner) { Parameters = parameters, Field = field });
            _all |= bit;
        }

        return site;
    }
}
