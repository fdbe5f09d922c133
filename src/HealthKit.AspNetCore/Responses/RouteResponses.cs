using HealthKit.Evidence;
using HealthKit.Signals;

namespace HealthKit.Responses;

/// <summary>How large the responses of one route were, and the files that went through it. Counting is lock-free and allocates nothing.</summary>
internal sealed class RouteResponses
{
    private const long HeldBackThatShow = 3;

    private int _looks;
    private long _counted;
    private long _largest;
    private long _lists;
    private long _singles;
    private long _fewest = long.MaxValue;
    private long _most;
    private long _heldBackAt;
    private long _heldBack;
    private bool _heldBackVaries;
    private long _encoded;
    private long _uploads;
    private long _downloads;
    private long _largestFile;

    /// <summary>Samples taken of it, whatever they showed.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>Responses that were compressed before they could be counted.</summary>
    public long Encoded => Volatile.Read(ref _encoded);

    public bool HasFiles => Volatile.Read(ref _uploads) + Volatile.Read(ref _downloads) > 0;

    public bool HasResponses => Volatile.Read(ref _counted) > 0 || Volatile.Read(ref _largest) > 0;

    public void Look() => Interlocked.Increment(ref _looks);

    public void Count(long bytes)
    {
        Interlocked.Increment(ref _counted);
        InterlockedMax.Raise(ref _largest, bytes);
    }

    /// <summary>A body of which no more is known than that it was at least so large.</summary>
    public void AtLeast(long bytes) => InterlockedMax.Raise(ref _largest, bytes);

    public void CountEncoded() => Interlocked.Increment(ref _encoded);

    public void CountSingle() => Interlocked.Increment(ref _singles);

    public void CountList(long items)
    {
        Interlocked.Increment(ref _lists);
        InterlockedMax.Raise(ref _most, items);
        var fewest = Volatile.Read(ref _fewest);
        while (items < fewest && Interlocked.CompareExchange(ref _fewest, items, fewest) is var raced && raced != fewest)
        {
            fewest = raced;
        }
    }

    /// <summary>Somebody asked for more, there was more, and so many items came.</summary>
    public void HeldBack(long items)
    {
        if (Interlocked.CompareExchange(ref _heldBackAt, items, 0) is var known && known != 0 && known != items)
        {
            Volatile.Write(ref _heldBackVaries, true);
        }

        Interlocked.Increment(ref _heldBack);
    }

    public void Upload(long bytes)
    {
        Interlocked.Increment(ref _uploads);
        InterlockedMax.Raise(ref _largestFile, bytes);
    }

    /// <summary>A file that was given; of one without a length only that it was.</summary>
    public void Download(long bytes)
    {
        Interlocked.Increment(ref _downloads);
        InterlockedMax.Raise(ref _largestFile, bytes);
    }

    /// <summary>The size of a file that is counted already.</summary>
    public void FileAtLeast(long bytes) => InterlockedMax.Raise(ref _largestFile, bytes);

    public RouteResponseEvidence Sizes(string route)
    {
        var lists = Volatile.Read(ref _lists);
        var most = Volatile.Read(ref _most);
        var heldBackAt = Volatile.Read(ref _heldBackAt);
        return new RouteResponseEvidence
        {
            Route = route,
            Responses = Volatile.Read(ref _counted),
            LargestBytes = Volatile.Read(ref _largest),
            ListResponses = lists,
            SingleResponses = Volatile.Read(ref _singles),
            FewestItems = lists > 0 ? Math.Min(Volatile.Read(ref _fewest), most) : null,
            MostItems = lists > 0 ? most : null,
            // A number that varies is what there was, not what was enforced; so is one that others went over.
            ClampedAt = Volatile.Read(ref _heldBack) >= HeldBackThatShow && !Volatile.Read(ref _heldBackVaries) && most <= heldBackAt ? heldBackAt : null,
        };
    }

    public FileRoute Files(string route, bool declared) => new()
    {
        Route = route,
        Declared = declared,
        Uploads = Volatile.Read(ref _uploads),
        Downloads = Volatile.Read(ref _downloads),
        LargestBytes = Volatile.Read(ref _largestFile),
    };
}
