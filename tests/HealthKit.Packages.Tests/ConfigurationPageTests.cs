using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HealthKit.Attestation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.Packages.Tests;

/// <summary>docs/configuration.md is generated from the options and their documentation; this test keeps it so.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly (Type Type, string Section, string Title)[] Pages =
    [
        (typeof(HealthAuditOptions), "HealthAudit", "The audit and its surfaces: `AddHealthAudit(options => …)`"),
        (typeof(AttestationOptions), "HealthAudit:Attestations:N", "An attestation"),
        (typeof(ExemptionOptions), "HealthAudit:Exemptions:N", "An exemption"),
        (typeof(NpgsqlAuditOptions), "HealthAudit:Npgsql", "PostgreSQL: `AddNpgsql(options => …)`"),
        (typeof(EntityFrameworkCoreAuditOptions), "HealthAudit:EntityFrameworkCore", "Entity Framework Core: `AddEntityFrameworkCore(options => …)`"),
        (typeof(RedisAuditOptions), "HealthAudit:Redis", "Redis: `AddRedis(options => …)`"),
        (typeof(CodeScanOptions), "HealthAudit:CodeScan", "The code scan: `AddCodeScan(options => …)`"),
        (typeof(PrometheusAuditOptions), "HealthAudit:Prometheus", "Prometheus: `AddPrometheus(options => …)`"),
    ];

    [Fact]
    public void The_page_of_settings_is_up_to_date()
    {
        var page = new StringBuilder("# Configuration\n\nGenerated from the code. Every setting binds from configuration by itself, or is set in code; a value outside its range stops start-up with the setting's name and the range.\n\nTime spans are written `hh:mm:ss` (`00:00:10` is ten seconds, a number alone is days), days `yyyy-MM-dd`. What start-up refuses and what it only warns of stands [below](#what-start-up-says).\n");
        foreach (var (type, section, title) in Pages)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| setting | meaning | range and default |\n|---|---|---|\n");
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.DeclaringType == type).ThenBy(property => property.MetadataToken))
            {
                var member = Member(property);
                page.Append(CultureInfo.InvariantCulture, $"| `{section}:{property.Name}` | {Text(member, "summary")} | {Text(member, "value")} |\n");
            }
        }

        page.Append(CultureInfo.InvariantCulture, $"""

            ## In code

            The same settings as options; what is set in code goes before configuration. An exemption names its subject as the report does, whichever kind it is of.

            ```csharp
            {Example()}
            ```

            Every handler that is written in Program.cs as a lambda is the member `Program.Main`: an exemption of that name silences all of them, those to come too. To exempt one, write the place behind it as
            the report shows it, `Program.Main (Program.cs:42)`, and anew when it moves; or give the handler a method of its own, whose name stays, and exempt that or accept it there with `[HealthKitAccepted("8.3", "reason")]`.

            ## As environment variables

            Two underscores stand for the colon, a number for a place in a list: `HealthAudit__PublicAreas__0="GET /products"`. Shells and systemd take no dot in a variable's name, so the id of a
            check may be written with an underscore there: `HealthAudit__Limits__1_1=150` is `HealthAudit:Limits:1.1`. Names of migrations keep their dots; write them in a file, or with `env 'HealthAudit__…=reason' dotnet …`.

            ## What start-up says

            A value that cannot be read or is out of range, an id that is no check (ids are 1.1 to 1.6, 2.1 to 2.8 and so on to 9.5) and an attestation or exemption with a part missing end the start,
            each on a line with the setting's whole name and what is allowed. Logged once, as warnings that end nothing: 1004, a key that no setting has, in lists too, with what it was
            meant to be where that can be guessed; 1005, a policy that is not registered; 1006, an exemption or attestation out of term; 1008, a section `HealthAudit` under another name or not at the top of the configuration;
            1009, a drain delay of which only half of the host's shutdown timeout is kept.

            """);
        var file = Path.Combine(Dotnet.Root, "docs", "configuration.md");
        if (Environment.GetEnvironmentVariable("HEALTHKIT_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, page.ToString());
        }

        Assert.True(File.Exists(file), "docs/configuration.md is missing; run the tests once with HEALTHKIT_UPDATE_DOCS=1.");
        Assert.Equal(page.ToString(), File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Its_example_in_code_is_valid_and_takes_effect()
    {
        var builder = WebApplication.CreateBuilder();
        ConfigurationExample.Configure(builder);
        File.WriteAllText(Path.Combine(builder.Environment.ContentRootPath, "budgets.json"), "{ \"GET /orders\": 200, \"POST /orders\": 500 }");
        await using var app = builder.Build();

        var settings = app.Services.GetRequiredService<AuditSettings>();

        Assert.Equal([SubjectKind.Route, SubjectKind.Table, SubjectKind.Client, SubjectKind.KeyPrefix, SubjectKind.Member], settings.Exemptions.Select(static exemption => exemption.Kind));
        Assert.Equal("6.3", Assert.Single(settings.Attestations).Check);
        Assert.Equal(150, settings.Limits["1.1"]);
        Assert.Equal(3, app.Services.GetRequiredService<IOptions<NpgsqlAuditOptions>>().Value.Instances);
    }

    [Theory]
    [InlineData("HealthAudit:Npgsql:Instances", "two", "the value is no whole number; allowed are 1 to 10000.")]
    [InlineData("HealthAudit:Npgsql:ReadyTimeout", "2 s", "the value is no duration; write hh:mm:ss, such as 00:00:10 for ten seconds; allowed are 00:00:00.1 to 00:00:30.")]
    [InlineData("HealthAudit:Npgsql:AddReadyCheck", "on", "the value is neither true nor false.")]
    [InlineData("HealthAudit:Redis:SampleKeys", "many", "the value is no whole number; allowed are 0 to 100000.")]
    [InlineData("HealthAudit:CodeScan:Delay", "later", "the value is no duration; write hh:mm:ss, such as 00:00:10 for ten seconds; allowed are 00:00:00 to 01:00:00.")]
    [InlineData("HealthAudit:Prometheus:StatusCodesPerRoute", "4.5", "the value is no whole number; allowed are 1 to 60.")]
    public async Task Every_package_refuses_what_it_cannot_read_by_its_whole_name(string setting, string written, string problem)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration[setting] = written;
        builder.Services.AddHealthAudit().AddNpgsql().AddRedis().AddEntityFrameworkCore().AddCodeScan().AddPrometheus();
        await using var app = builder.Build();

        var error = Assert.Throws<OptionsValidationException>(() => app.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal($"{setting}: {problem}", error.Message);
    }

    private static string Example()
    {
        var lines = File.ReadAllLines(Path.Combine(Dotnet.Root, "tests", "HealthKit.Packages.Tests", "ConfigurationExample.cs"));
        var begin = Array.FindIndex(lines, static line => line.Trim() == "// begin") + 1;
        var end = Array.FindIndex(lines, static line => line.Trim() == "// end");
        return string.Join('\n', lines[begin..end].Select(static line => line.Length > 8 ? line[8..] : ""));
    }

    private static XElement Member(PropertyInfo property)
    {
        var assembly = property.DeclaringType!.Assembly;
        var documentation = XDocument.Load(Path.ChangeExtension(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".dll"), ".xml"));
        var name = $"P:{property.DeclaringType.FullName}.{property.Name}";
        return documentation.Descendants("member").Single(member => (string?)member.Attribute("name") == name);
    }

    private static string Text(XElement member, string part)
    {
        var element = member.Element(part);
        Assert.True(element is not null, $"{(string?)member.Attribute("name")} has no <{part}>.");
        var words = string.Concat(element.Nodes().Select(static node => node switch
        {
            XElement { Name.LocalName: "see" } see => Cref().Match((string?)see.Attribute("cref") ?? "").Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            _ => node.ToString(),
        }));
        return Space().Replace(words, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();

    [GeneratedRegex("[^.]+$")]
    private static partial Regex Cref();
}
