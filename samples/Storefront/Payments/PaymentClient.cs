namespace Storefront.Payments;

/// <summary>The payment provider behind the timeouts, retries and breaker that the healthy profile gives its handler.</summary>
public sealed class PaymentClient(HttpClient http)
{
    public async Task<Payment> AuthorizeAsync(long orderId, decimal amount, CancellationToken cancellation)
    {
        // The provider knows an order's second attempt by its id, so a retry cannot charge twice.
        using var response = await http.PostAsJsonAsync("payments", new { orderId, amount }, cancellation);
        return await ReadAsync(response, cancellation);
    }

    public async Task<Payment> FindAsync(string reference, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(new Uri($"payments/{Uri.EscapeDataString(reference)}", UriKind.Relative), cancellation);
        return await ReadAsync(response, cancellation);
    }

    private static async Task<Payment> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Payment>(cancellation) ?? throw new HttpRequestException("The payment provider sent no payment.");
    }
}
