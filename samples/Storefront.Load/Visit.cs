namespace Storefront.Load;

/// <summary>One kind of request: how often it comes in a deck of 4,000, and how to send it.</summary>
public sealed record Visit(Route Route, int Weight, Func<Random, CancellationToken, Task<HttpResponseMessage>> SendAsync);
