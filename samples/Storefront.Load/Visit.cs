namespace Storefront.Load;

/// <summary>One kind of request: how often it comes in a deck of 4,000, and how to send it.</summary>
public sealed record Visit(Route Route, int Weight, Func<Random, CancellationToken, Task<HttpResponseMessage>> SendAsync)
{
    /// <summary>How often it is sent before the schedule starts: frequent kinds only, rare ones may be slow or leave traces.</summary>
    public int Rehearsals => Weight >= 100 ? 8 : 0;
}
