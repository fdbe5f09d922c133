namespace HealthKit.CodeScan.Service;

/// <summary>Right for one request, wrong for all of them.</summary>
public sealed class Basket
{
    private readonly List<string> _items = [];

    public int Add(string item)
    {
        _items.Add(item);
        return _items.Count;
    }
}
