using HealthKit;

// A service for tests that stop it with real signals: one route ends when the stop begins, one never ends.
var builder = WebApplication.CreateBuilder(args);
builder.Services.Configure<HostOptions>(builder.Configuration.GetSection("Host"));
builder.Services.AddHealthAudit();

var app = builder.Build();
app.MapHealthAudit();
app.MapGet("/until-stop", static async (IHostApplicationLifetime lifetime) =>
{
    var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    await using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
    await stopping.Task;
    return "done";
});
app.MapGet("/never", static async () =>
{
    await new TaskCompletionSource().Task;
    return "never";
});
await app.RunAsync();
