using HealthKit.CodeScan.Flow;

namespace HealthKit.CodeScan.Connections;

/// <summary>
/// Which variables hold what is open. Two variables may stand for one connection, and one of them be empty on some paths only: to test that one says nothing of the connection where such paths are joined, so they are kept apart by it.
/// </summary>
internal sealed class PathShape(int cells, PathSites path)
{
    private const int Most = 8;

    private readonly List<int> _told = [];
    private int _most = Most;

    /// <summary>What keeps a path apart from others that hold the same.</summary>
    public long Of(FlowState state)
    {
        var live = path.Held | path.Unclear;
        var shape = 0L;
        if (live != 0)
        {
            foreach (var place in _told)
            {
                var value = At(state, place);
                shape = unchecked((shape * 1_000_003) + (long)(value.Things & live) + (value.Has(Traits.Null) ? 7 : 0));
            }
        }

        return shape;
    }

    /// <summary>Looks at two paths that are about to be joined; true where they had better not be from now on.</summary>
    public bool Learn(FlowState known, FlowState now)
    {
        var live = path.Held | path.Unclear;
        var found = false;
        for (var place = 0; live != 0 && _told.Count < _most && place < cells + Math.Min(known.Depth, now.Depth); place++)
        {
            var (one, other) = (At(known, place), At(now, place));
            if (one.IsSeen && other.IsSeen && (one.Things & live) != (other.Things & live) && (Tells(one, live) && Tells(other, live)) && !_told.Contains(place))
            {
                _told.Add(place);
                found = true;
            }
        }

        return found;
    }

    /// <summary>Joins all paths again that hold the same: there are too many of them. False where none were kept apart.</summary>
    public bool Forget()
    {
        var any = _told.Count > 0;
        _told.Clear();
        _most = 0;
        return any;
    }

    private static bool Tells(Value value, ulong live) => (value.Things & live) != 0 || value.Has(Traits.Null) || value.Is != 0;

    private Value At(FlowState state, int place) => place < cells ? state.Cells[place] : place - cells < state.Depth ? state.Stack[place - cells] : default;
}
