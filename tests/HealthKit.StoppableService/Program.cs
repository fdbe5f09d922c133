using HealthKit;
using Serilog;
using Serilog.Formatting.Compact;

// A service for tests that stop it with real signals: one route ends when the stop begins, one never ends.
var builder = WebApplication.CreateBuilder(args);
builder.Services.Configure<HostOptions>(builder.Configuration.GetSection("Host"));
builder.Services.AddHealthAudit();
switch (builder.Configuration["Serilog"])
{
    case "json":
        builder.Host.UseSerilog(static (_, log) => log.WriteTo.Console(new CompactJsonFormatter()));
        break;
    case "text":
        builder.Host.UseSerilog(static (_, log) => log.WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture));
        break;
    case "file":
        builder.Host.UseSerilog((_, log) => log.WriteTo.File(new CompactJsonFormatter(), builder.Configuration["LogFile"]!));
        break;
}

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
await app.StartAsync();
if (app.Configuration["Announce"] is not null)
{
    // Where no log tells the address on the console.
    Console.WriteLine(app.Urls.First());
}

await app.WaitForShutdownAsync();
