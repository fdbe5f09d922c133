using Storefront.Payments;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.Configure<ProviderOptions>(builder.Configuration.GetSection("Provider"));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<Provider>();

var app = builder.Build();

app.MapPost("/payments", async (PaymentRequest request, Provider provider, CancellationToken cancellation) =>
    await provider.AuthorizeAsync(request, cancellation) is { } payment
        ? Results.Ok(payment)
        : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));

app.MapGet("/payments/{reference}", async (string reference, Provider provider, CancellationToken cancellation) =>
    await provider.FindAsync(reference, cancellation) is { } payment
        ? Results.Ok(payment)
        : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));

await app.RunAsync();
