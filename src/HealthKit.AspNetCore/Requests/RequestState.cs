using Microsoft.AspNetCore.Http;

namespace HealthKit.Requests;

/// <summary>What the completion of a request needs to know of its beginning. Used again: nothing but the recorder ever sees it.</summary>
internal sealed class RequestState
{
    public HttpContext? Context { get; set; }

    public long Start { get; set; }
}
