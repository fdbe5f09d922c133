using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HealthKit.EntityFrameworkCore.Commands;

/// <summary>The models of contexts that were seen at work: made by the application, for whatever tenant it served.</summary>
internal sealed class ModelTable
{
    private const int Most = 100;

    private readonly ConcurrentDictionary<Type, IModel> _models = new();

    /// <summary>All of them, by the context's type.</summary>
    public IReadOnlyCollection<KeyValuePair<Type, IModel>> All => [.. _models];

    /// <summary>Notes the context of a command that is about to be sent.</summary>
    public void Note(DbContext context)
    {
        var type = context.GetType();
        if (!_models.ContainsKey(type) && _models.Count < Most)
        {
            _models.TryAdd(type, context.Model);
        }
    }
}
