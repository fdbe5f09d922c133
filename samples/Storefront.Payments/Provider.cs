using System.Globalization;
using Microsoft.Extensions.Options;

namespace Storefront.Payments;

/// <summary>A payment provider without memory: the reference says when the payment was authorised, so any instance can answer for it.</summary>
public sealed class Provider(IOptions<ProviderOptions> options, TimeProvider clock)
{
    private readonly ProviderOptions _options = options.Value;

    public async Task<Payment?> AuthorizeAsync(PaymentRequest request, CancellationToken cancellation)
    {
        await WorkAsync(cancellation);
        var authorized = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return Fails() ? null : new Payment($"pay-{authorized}-{request.OrderId}", "authorized");
    }

    public async Task<Payment?> FindAsync(string reference, CancellationToken cancellation)
    {
        await WorkAsync(cancellation);
        return Fails() ? null : new Payment(reference, HasSettled(reference) ? "settled" : "authorized");
    }

    private bool HasSettled(string reference) =>
        reference.Split('-') is not [_, var authorized, _]
        || !long.TryParse(authorized, CultureInfo.InvariantCulture, out var at)
        || clock.GetUtcNow().ToUnixTimeMilliseconds() - at >= _options.SettlementMilliseconds;

    private bool Fails() => Random.Shared.NextDouble() < _options.FailureRatio;

    private Task WorkAsync(CancellationToken cancellation) => Task.Delay(
        Random.Shared.Next(_options.MinimumLatencyMilliseconds, _options.MaximumLatencyMilliseconds + 1), cancellation);
}
