using System.Collections.Concurrent;

namespace HealthKit.EntityFrameworkCore.Contexts;

/// <summary>The contexts that were seen to send a command without a time limit while they served a request.</summary>
internal sealed class UnlimitedContexts
{
    private const int Most = 100;

    private readonly ConcurrentDictionary<Type, bool> _contexts = new();

    /// <summary>True for one of them.</summary>
    public bool Has(Type context) => _contexts.ContainsKey(context);

    /// <summary>Notes one.</summary>
    public void Note(Type context)
    {
        if (_contexts.Count < Most)
        {
            _contexts.TryAdd(context, true);
        }
    }
}
