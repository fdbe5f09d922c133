using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>Headers whose content type and length are fields, as Kestrel's are.</summary>
internal sealed class ResponseHeaders : HeaderDictionary, IHeaderDictionary
{
    private StringValues _contentType;

    StringValues IHeaderDictionary.ContentType
    {
        get => _contentType;
        set => _contentType = value;
    }

    long? IHeaderDictionary.ContentLength { get; set; }

    public void Reset()
    {
        _contentType = default;
        ((IHeaderDictionary)this).ContentLength = null;
        if (Count > 0)
        {
            Clear();
        }
    }
}
