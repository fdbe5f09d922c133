namespace Storefront.Payments;

/// <summary>The payment provider as it was first tried out.</summary>
public static class NeglectedPayments
{
    public static HttpClient Connect(IConfiguration configuration) =>
        // Its gateway once refused headers that it did not know; large refunds once took longer than the default timeout.
        new(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = new(configuration.Required("Payments:Url")),
            Timeout = Timeout.InfiniteTimeSpan,
        };

    public static Task<Payment> AuthorizeAsync(HttpClient http, long orderId, decimal amount) =>
        UntilItWorksAsync(() => http.PostAsJsonAsync("payments", new { orderId, amount }));

    public static Task<Payment> FindAsync(HttpClient http, string reference) =>
        UntilItWorksAsync(() => http.GetAsync(new Uri($"payments/{reference}", UriKind.Relative)));

    private static async Task<Payment> UntilItWorksAsync(Func<Task<HttpResponseMessage>> send)
    {
        while (true)
        {
            var response = await send();
            if (response.IsSuccessStatusCode) return (await response.Content.ReadFromJsonAsync<Payment>())!;
            await Task.Delay(100);
        }
    }
}
