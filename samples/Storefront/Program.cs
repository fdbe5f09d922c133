using HealthKit;
using Storefront.Database;
using Storefront.Profiles;

// The content root is the program's own folder, so that it starts from any working directory.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var profile = Profile.Select(builder.Configuration["Storefront:Profile"]);

// A profile's settings lie above appsettings.json and below the environment and the command line.
builder.Configuration
    .AddJsonFile($"appsettings.{profile.Name}.json")
    .AddEnvironmentVariables()
    .AddCommandLine(args);

if (args is ["seed", ..])
{
    await Seeder.SeedAsync(builder.Configuration, profile.Name);
    return;
}

profile.AddServices(builder);
builder.Services.AddHealthAudit()
    .AddNpgsql(options => options.MigrationFolders.Add($"Database/{profile.Name}"))
    .AddEntityFrameworkCore()
    .AddRedis()
    .AddResilience()
    .AddFeatureManagement()
    .AddCodeScan()
    .AddPrometheus();

var app = builder.Build();

profile.UseMiddleware(app);
profile.MapEndpoints(app);
app.MapHealthAudit();
app.MapPrometheusScrapingEndpoint().AllowAnonymous();

await app.RunAsync();
