using Microsoft.Extensions.Logging;

namespace HealthKit.Correlation;

/// <summary>Where the scopes of the host's logging are; nothing where its logger factory gives none.</summary>
internal sealed class LogScopes
{
    public IExternalScopeProvider? Provider { get; set; }

    /// <summary>Whether one of the ids stands in a scope of the running flow.</summary>
    public bool Hold(params string?[] ids)
    {
        var search = new Search(ids);
        Provider?.ForEachScope(static (scope, state) => state.Look(scope), search);
        return search.Found;
    }

    private sealed class Search(string?[] ids)
    {
        public bool Found { get; private set; }

        public void Look(object? scope)
        {
            if (Found)
            {
                return;
            }

            if (scope is IEnumerable<KeyValuePair<string, object?>> values)
            {
                foreach (var (_, value) in values)
                {
                    Found |= value is string text && Array.IndexOf(ids, text) >= 0;
                }
            }
            else
            {
                Found = scope is string line && Array.Exists(ids, id => id is not null && line.Contains(id, StringComparison.Ordinal));
            }
        }
    }
}
