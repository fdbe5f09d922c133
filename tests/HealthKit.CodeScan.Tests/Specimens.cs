using System.Reflection;
using HealthKit.CodeScan.Corpus;
using HealthKit.CodeScan.Corpus.State;
using HealthKit.CodeScan.Hosting;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.State;
using HealthKit.Evidence;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.CodeScan.Tests;

/// <summary>The corpus, scanned once for each way to compile it, and what it says of itself.</summary>
internal static class Specimens
{
    public const string Release = "HealthKit.CodeScan.Corpus";
    public const string Debug = "HealthKit.CodeScan.DebugCorpus";

    private static readonly Dictionary<string, Lazy<IReadOnlyList<CodeScanRule>>> Scans = new()
    {
        [Release] = new(static () => Scan(Release)),
        [Debug] = new(static () => Scan(Debug)),
    };

    public static CodeScanRule Rule(string assembly, string check) => Scans[assembly].Value.Single(rule => rule.Check == check);

    /// <summary>The members that declare an outcome, by the name a finding gives them.</summary>
    public static IReadOnlyDictionary<string, Expected> Declared(string check) => typeof(ExpectAttribute).Assembly.GetTypes()
        .Where(static type => type.Namespace?.StartsWith("HealthKit.CodeScan.Corpus.", StringComparison.Ordinal) == true)
        .SelectMany(static type => type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .SelectMany(member => member.GetCustomAttributes<ExpectAttribute>().Where(expect => expect.Check == check).Select(expect => (Name: Name(member), expect.Expected)))
        .ToDictionary(static entry => entry.Name, static entry => entry.Expected);

    /// <summary>Asserts that the scan says of every specimen what is written beside it, over enough specimens and sites to tell.</summary>
    /// <param name="rule">What was found.</param>
    /// <param name="check">The check.</param>
    /// <param name="specimens">More than so many are declared.</param>
    /// <param name="sites">More than so many were looked at.</param>
    /// <param name="nameOf">The declared name that a finding belongs to, where it is not the member's own.</param>
    public static void AssertSaysWhatIsDeclared(CodeScanRule rule, string check, int specimens, int sites, Func<string, string>? nameOf = null)
    {
        var declared = Declared(check);
        var found = new Dictionary<string, Expected>();
        Collect(rule.Flagged, Expected.Flagged);
        Collect(rule.Unresolved, Expected.Unresolved);
        Collect(rule.Accepted, Expected.Accepted);

        var wrong = declared.Where(entry => found.GetValueOrDefault(entry.Key) != entry.Value)
            .Select(entry => $"{entry.Key}: expected {entry.Value}, found {found.GetValueOrDefault(entry.Key)}")
            .Concat(found.Where(entry => !declared.ContainsKey(entry.Key)).Select(entry => $"{entry.Key}: {entry.Value}, which nobody declared"))
            .Order(StringComparer.Ordinal);
        Assert.True(!wrong.Any(), $"{declared.Count} specimens, wrong:\n{string.Join("\n", wrong)}");
        Assert.True(declared.Count > specimens && rule.Sites > sites, $"{declared.Count} specimens, {rule.Sites} sites");

        void Collect(IReadOnlyList<CodeSite> of, Expected expected)
        {
            foreach (var site in of)
            {
                var name = declared.ContainsKey(site.Member) || nameOf is null ? site.Member : nameOf(site.Member);
                found[declared.ContainsKey(name) ? name : site.Member] = expected;
            }
        }
    }

    public static IReadOnlyList<SingletonRegistration> Singletons(string assembly)
    {
        var services = new ServiceCollection();
        Registrations.AddTo(services);
        TypeName? Moved(TypeName? name) => name is { Assembly: Release } ours ? ours with { Assembly = assembly } : name;
        return [.. SingletonReader.Read(services).Select(singleton => singleton with
        {
            Service = Moved(singleton.Service)!.Value,
            Implementation = Moved(singleton.Implementation),
            FactoryType = Moved(singleton.FactoryType),
        })];
    }

    public static string Path(string assembly) => System.IO.Path.Combine(AppContext.BaseDirectory, assembly + ".dll");

    private static IReadOnlyList<CodeScanRule> Scan(string assembly)
    {
        using var image = FileImage.Open(Path(assembly))!;
        return CodeScanner.Scan([image], Singletons(assembly), null, static () => { });
    }

    private static string Name(MemberInfo member) => $"{SourceNames.Of(member.DeclaringType!.FullName!)}.{member.Name}";
}
