using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>Headers whose content type is a field, as Kestrel's is.</summary>
internal sealed class ResponseHeaders : HeaderDictionary, IHeaderDictionary
{
    private StringValues _contentType;

    StringValues IHeaderDictionary.ContentType
    {
        get => _contentType;
        set => _contentType = value;
    }

    public void Reset()
    {
        _contentType = default;
        if (Count > 0)
        {
            Clear();
        }
    }
}
