using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.State;
using HealthKit.Evidence;

namespace HealthKit.CodeScan.Sql;

/// <summary>Tells text that is put together with values from the program's own, and says where it is not known.</summary>
internal static class SqlConstruction
{
    public const string Check = "6.5";

    public static CodeScanRule Read(IReadOnlyList<SqlSite> sites, IEnumerable<MethodModel> unread)
    {
        var flagged = new List<CodeSite>();
        var unresolved = unread.Select(static method => new CodeSite(SourceNames.Of(method), null, "its instructions could not be followed")).ToList();
        var accepted = new List<CodeSite>();
        foreach (var site in sites.Where(static site => !Texts.IsHarmless(site.Text)))
        {
            var isFlagged = (site.Text & Traits.Dynamic) != 0;
            var found = new CodeSite(
                SourceNames.Of(site.Method),
                site.Method.Type.Image.Locate(site.Method.Written.Handle, site.Offset),
                isFlagged ? "the text of a command is put together with something that is neither a constant nor a number" : "where the text of a command comes from is not known");
            if (Reason(site.Method) is { } reason)
            {
                accepted.Add(found with { Reason = reason });
            }
            else
            {
                (isFlagged ? flagged : unresolved).Add(found);
            }
        }

        return new CodeScanRule { Check = Check, Sites = sites.Count, Flagged = Sorted(flagged), Unresolved = Sorted(unresolved), Accepted = Sorted(accepted) };
    }

    private static string? Reason(MethodModel method) => method.AcceptedFor(Check) ?? SourceNames.Around(method).AcceptedFor(Check);

    private static CodeSite[] Sorted(List<CodeSite> sites) => [.. sites.Distinct().OrderBy(static site => site.Member, StringComparer.Ordinal)];
}
