namespace HealthKit.Outbound;

public sealed class HandlerKindsTests
{
    [Theory]
    [InlineData(typeof(TokenHandler))]
    [InlineData(typeof(SocketsHttpHandler))]
    [InlineData(typeof(HttpClientHandler))]
    public void Knows_that_a_handler_guards_nothing(Type handler) => Assert.Null(HandlerKinds.Obscurity(handler));

    [Theory]
    [InlineData(typeof(SimpleRetryHandler))]
    [InlineData(typeof(CircuitBreakingHandler))]
    [InlineData(typeof(DerivedTimeoutHandler))]
    public void Does_not_trust_a_name_that_promises_resilience(Type handler) =>
        Assert.Contains(handler.Name, HandlerKinds.Obscurity(handler), StringComparison.Ordinal);

    private class TokenHandler : DelegatingHandler;

    private sealed class SimpleRetryHandler : DelegatingHandler;

    private sealed class CircuitBreakingHandler : DelegatingHandler;

    private sealed class DerivedTimeoutHandler : TokenHandler;
}
