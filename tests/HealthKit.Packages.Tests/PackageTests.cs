using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HealthKit.Packages.Tests;

public sealed partial class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    public static TheoryData<string> Libraries => [.. PackageFeed.Names];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Carries_its_readme_documentation_and_symbols(string library)
    {
        using var package = feed.Open(library);

        Assert.Contains(package.Entries, entry => entry.FullName == "README.md");
        Assert.Contains(package.Entries, entry => entry.FullName == $"lib/net10.0/{library}.dll");
        Assert.Contains(package.Entries, entry => entry.FullName == $"lib/net10.0/{library}.xml");
        Assert.True(File.Exists(Path.Combine(feed.Folder, $"{library}.{feed.Version}.snupkg")));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task Names_in_its_readme_the_repository_of_its_metadata(string library)
    {
        using var package = feed.Open(library);
        using var readme = new StreamReader(package.GetEntry("README.md")!.Open());
        using var metadata = new StreamReader(package.GetEntry($"{library}.nuspec")!.Open());

        Assert.Contains($"url=\"{PackageFeed.Repository}\"", await metadata.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.EndsWith($"Documentation and source: <{PackageFeed.Repository}>", (await readme.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_service_of_the_README_restores_builds_and_answers()
    {
        var project = Directory.CreateTempSubdirectory("healthkit-fresh-").FullName;
        try
        {
            await WriteProjectAsync(project);
            await Dotnet.RunAsync(project, "build", "--nologo", "-v", "q");

            using var service = Dotnet.Start(project, "run", "--no-build", "--", "--urls", "http://127.0.0.1:0", "--environment", "Development");
            try
            {
                var address = await AddressAsync(service.StandardOutput);
                using var client = new HttpClient { BaseAddress = address };
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
                var report = await client.GetStringAsync("/health/audit?format=json", TestContext.Current.CancellationToken);
                Assert.Contains("\"schemaVersion\": \"1.0\"", report, StringComparison.Ordinal);
                Assert.Equal(["4.3 pass", "4.4 pass", "4.5 pass"], await SettledAsync(client, ["4.3", "4.4", "4.5"]));
                // A thousand requests decide it; a timeout that is the driver's default would be told of at once.
                Assert.Equal(["7.3 unknown"], await SettledAsync(client, ["7.3"], atOnce: true));
            }
            finally
            {
                service.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            Directory.Delete(project, recursive: true);
        }
    }

    // A host that pins an older version centrally refuses a package that asks for a newer one; and StackExchange.Redis 3 does not compile all of what 2 did.
    [Fact]
    public async Task A_host_on_older_drivers_keeps_them()
    {
        var token = TestContext.Current.CancellationToken;
        var project = Directory.CreateTempSubdirectory("healthkit-older-").FullName;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(project, "Directory.Packages.props"),
                $"""
                <Project>
                  <PropertyGroup>
                    <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
                    <CentralPackageTransitivePinningEnabled>true</CentralPackageTransitivePinningEnabled>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageVersion Include="StackExchange.Redis" Version="2.8.16" />
                    <PackageVersion Include="Npgsql" Version="10.0.0" />
                    <PackageVersion Include="Microsoft.EntityFrameworkCore.Relational" Version="10.0.0" />
                    <PackageVersion Include="Microsoft.Extensions.Http.Resilience" Version="9.0.0" />
                    {string.Concat(PackageFeed.Names.Select(name => $"<PackageVersion Include=\"{name}\" Version=\"{feed.Version}\" />"))}
                  </ItemGroup>
                </Project>
                """,
                token);
            await File.WriteAllTextAsync(
                Path.Combine(project, "Program.cs"),
                """
                using HealthKit;
                using StackExchange.Redis;

                var builder = WebApplication.CreateBuilder(args);
                builder.Services.AddHealthAudit().AddNpgsql().AddRedis().AddEntityFrameworkCore().AddResilience().AddPrometheus();
                builder.Services.AddSingleton<IConnectionMultiplexer>(static _ => ConnectionMultiplexer.Connect("localhost"));
                var app = builder.Build();
                // The second overload of StackExchange.Redis 3 does not take this expiry.
                app.MapGet("/", static (IConnectionMultiplexer redis, TimeSpan? expiry) => redis.GetDatabase().StringSetAsync("key", "value", expiry));
                app.MapHealthAudit();
                app.Run();
                """,
                token);
            await File.WriteAllTextAsync(Path.Combine(project, "Older.csproj"), Project(project, string.Concat(PackageFeed.Names.Append("StackExchange.Redis").Select(static name => $"<PackageReference Include=\"{name}\" />"))), token);

            await Dotnet.RunAsync(project, "build", "--nologo", "-v", "q");

            var restored = await File.ReadAllTextAsync(Path.Combine(project, "obj", "project.assets.json"), token);
            Assert.All(["StackExchange.Redis/2.8.16", "Npgsql/10.0.0", "Microsoft.EntityFrameworkCore.Relational/10.0.0", "Microsoft.Extensions.Http.Resilience/9.0.0"], package => Assert.Contains($"\"{package}\"", restored, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(project, recursive: true);
        }
    }

    // Settings are read in the background; an outcome that does not come in time is shown as it is.
    private static async Task<IReadOnlyList<string>> SettledAsync(HttpClient client, string[] ids, bool atOnce = false)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (true)
        {
            using var report = JsonDocument.Parse(await client.GetStringAsync("/health/audit?format=json", TestContext.Current.CancellationToken));
            var outcomes = report.RootElement.GetProperty("checks").EnumerateArray()
                .Where(check => ids.Contains(check.GetProperty("id").GetString()))
                .Select(static check => $"{check.GetProperty("id")} {check.GetProperty("outcome")}")
                .ToList();
            if (atOnce || outcomes.TrueForAll(static outcome => !outcome.EndsWith("unknown", StringComparison.Ordinal)) || patience.IsCancellationRequested)
            {
                return outcomes;
            }

            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (ListeningAddress().Match(line) is { Success: true } match)
            {
                return new Uri(match.Value);
            }
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    private async Task WriteProjectAsync(string project)
    {
        var token = TestContext.Current.CancellationToken;
        var readme = await File.ReadAllTextAsync(Path.Combine(Dotnet.Root, "README.md"), token);
        var program = CSharpBlock().Match(readme);
        Assert.True(program.Success, "The README begins with a complete Program.cs in a csharp block.");
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), program.Groups[1].Value, token);
        var references = string.Concat(PackageFeed.Names.Select(name => $"<PackageReference Include=\"{name}\" Version=\"{feed.Version}\" />"));
        var npgsql = NpgsqlVersion().Match(await File.ReadAllTextAsync(Path.Combine(Dotnet.Root, "Directory.Packages.props"), token)).Groups[1].Value;
        references += $"<PackageReference Include=\"Npgsql.DependencyInjection\" Version=\"{npgsql}\" />";
        await File.WriteAllTextAsync(Path.Combine(project, "Fresh.csproj"), Project(project, references), token);
    }

    private string Project(string folder, string references) => $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
            <RestoreFallbackFolders>{GlobalPackages()}</RestoreFallbackFolders>
            <RestoreAdditionalProjectSources>{feed.Folder}</RestoreAdditionalProjectSources>
          </PropertyGroup>
          <ItemGroup>{references}</ItemGroup>
        </Project>
        """;

    private static string GlobalPackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("\"Npgsql.DependencyInjection\" Version=\"([^\"]+)\"")]
    private static partial Regex NpgsqlVersion();

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex ListeningAddress();
}
