using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

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
        var page = new StringBuilder("# Configuration\n\nGenerated from the code. Every setting binds from configuration by itself, or is set in code; a value outside its range stops start-up with the setting's name and the range.\n\nTime spans are written `hh:mm:ss` (`00:00:10` is ten seconds, a number alone is days), days `yyyy-MM-dd`. A key that no setting has, a policy that is not registered,\nand an exemption or attestation out of its term are warned of once, at the start.\n");
        foreach (var (type, section, title) in Pages)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| setting | meaning | range and default |\n|---|---|---|\n");
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.DeclaringType == type).ThenBy(property => property.MetadataToken))
            {
                var member = Member(property);
                page.Append(CultureInfo.InvariantCulture, $"| `{section}:{property.Name}` | {Text(member, "summary")} | {Text(member, "value")} |\n");
            }
        }

        var file = Path.Combine(Dotnet.Root, "docs", "configuration.md");
        if (Environment.GetEnvironmentVariable("HEALTHKIT_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, page.ToString());
        }

        Assert.True(File.Exists(file), "docs/configuration.md is missing; run the tests once with HEALTHKIT_UPDATE_DOCS=1.");
        Assert.Equal(page.ToString(), File.ReadAllText(file).ReplaceLineEndings("\n"));
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
