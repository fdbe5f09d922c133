using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit;

/// <summary>Turns options into settings, or into words about what is wrong with them: the setting's name and the allowed range.</summary>
internal sealed class AuditOptionsReader
{
    /// <summary>The configuration section, and the first part of every setting's name in a message.</summary>
    public const string Section = "HealthAudit";

    private const int LongestAttestationDays = 366;

    // "1.1 to 1.6, 2.1 to 2.8, …": not every number between the first and the last is one.
    private static readonly string Ids = string.Join(", ", Catalogue.All.GroupBy(static check => check.Section).Select(static section => $"{section.First().Id} to {section.Last().Id}"));

    private readonly List<string> _errors = [];

    public IReadOnlyList<string> Errors => _errors;

    public AuditSettings Read(AuditOptions options, IReadOnlyList<Check> custom)
    {
        ExamineIds(custom);
        return new AuditSettings
        {
            Team = options.Team,
            Reviewer = options.Reviewer,
            CustomChecks = custom,
            Limits = Limits(options, custom),
            Attestations = Attestations(options),
            Exemptions = Exemptions(options, custom),
        };
    }

    /// <summary>The range of a check's limit in words; null for a check that has none.</summary>
    public static string? AllowedLimit(string id) => Catalogue.Find(Written(id))?.Limit is { } limit ? Range(limit) : null;

    private static string Range(CheckLimit limit) => string.Create(CultureInfo.InvariantCulture, $"{limit.Minimum} to {limit.Maximum} ({limit.Unit})");

    // Shells take no dot in the name of an environment variable, and no id holds an underscore.
    private static string Written(string id) => id.Replace('_', '.');

    private void ExamineIds(IReadOnlyList<Check> custom)
    {
        var seen = new HashSet<string>(Catalogue.All.Select(check => check.Id), StringComparer.Ordinal);
        foreach (var check in custom)
        {
            if (check.Id.Length == 0 || check.Id.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-')))
            {
                Refuse("AddCheck", $"the id '{check.Id}' must consist of letters, digits, dots and hyphens");
            }
            else if (!seen.Add(check.Id))
            {
                Refuse("AddCheck", $"the id '{check.Id}' is taken; choose another one");
            }
        }
    }

    private Dictionary<string, double> Limits(AuditOptions options, IReadOnlyList<Check> custom)
    {
        var read = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (key, value) in options.Limits)
        {
            var setting = $"Limits:{key}";
            if (Known(setting, Written(key), custom) is not { } check)
            {
                continue;
            }

            if (check.Limit is not { } limit)
            {
                Refuse(setting, $"check {check.Id} ({check.Title}) has no limit to override");
            }
            else if (!(value >= limit.Minimum && value <= limit.Maximum))
            {
                Refuse(setting, string.Create(CultureInfo.InvariantCulture, $"{value} is outside the allowed range {Range(limit)}"));
            }
            else if (!read.TryAdd(check.Id, value))
            {
                Refuse(setting, $"the limit of check {check.Id} is set twice");
            }
        }

        return read;
    }

    private List<CheckAttestation> Attestations(AuditOptions options)
    {
        var read = new List<CheckAttestation>();
        for (var index = 0; index < options.Attestations.Count; index++)
        {
            var setting = $"Attestations:{index}";
            var from = options.Attestations[index];
            if (Known($"{setting}:Check", from.Check, []) is not { } check)
            {
                continue;
            }

            if (!check.Attestable)
            {
                Refuse($"{setting}:Check", $"check {check.Id} cannot be attested; attestable are {string.Join(", ", Catalogue.All.Where(candidate => candidate.Attestable).Select(candidate => candidate.Id))}");
            }
            else if (read.Any(other => other.Check == check.Id))
            {
                Refuse($"{setting}:Check", $"check {check.Id} is attested twice");
            }

            if (Text($"{setting}:Statement", from.Statement, out var statement)
                & Text($"{setting}:Owner", from.Owner, out var owner)
                & Address($"{setting}:Evidence", from.Evidence, out var evidence)
                & Day($"{setting}:Date", from.Date, out var date)
                & Day($"{setting}:Expires", from.Expires, out var expires))
            {
                if (expires <= date || expires.DayNumber - date.DayNumber > LongestAttestationDays)
                {
                    Refuse($"{setting}:Expires", "must lie after Date and at most one year later");
                }

                read.Add(new CheckAttestation { Check = check.Id, Statement = statement!, Owner = owner!, Evidence = evidence!, Date = date, Expires = expires });
            }
        }

        return read;
    }

    private List<Exemption> Exemptions(AuditOptions options, IReadOnlyList<Check> custom)
    {
        var read = new List<Exemption>();
        for (var index = 0; index < options.Exemptions.Count; index++)
        {
            var setting = $"Exemptions:{index}";
            var from = options.Exemptions[index];
            var check = Known($"{setting}:Check", from.Check, custom);
            var isKind = Enum.TryParse<SubjectKind>(from.Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind);
            if (!isKind)
            {
                Refuse($"{setting}:Kind", $"'{from.Kind}' is not one of {string.Join(", ", Enum.GetNames<SubjectKind>())}");
            }

            if (Text($"{setting}:Subject", from.Subject, out var subject)
                & Text($"{setting}:Reason", from.Reason, out var reason)
                & Day($"{setting}:Expires", from.Expires, out var expires)
                && isKind && check is not null)
            {
                if (!ExemptibleSubjects.Of(check).Contains(kind))
                {
                    Refuse($"{setting}:Kind", ExemptibleSubjects.Of(check) is { Count: > 0 } kinds
                        ? $"check {check.Id} ({check.Title}) has no subject of the kind {kind}; it has {string.Join(" and ", kinds)}"
                        : $"check {check.Id} ({check.Title}) has no subject that could be exempted");
                }

                if (subject == "*")
                {
                    Refuse($"{setting}:Subject", "'*' would exempt everything; name a subject or a beginning");
                }

                read.Add(new Exemption { Check = check.Id, Kind = kind, Subject = subject!, Reason = reason!, Expires = expires });
            }
        }

        return read;
    }

    private Check? Known(string setting, string? id, IReadOnlyList<Check> custom)
    {
        var check = id is null ? null : Catalogue.Find(id) ?? custom.FirstOrDefault(candidate => candidate.Id == id);
        if (check is null)
        {
            Refuse(setting, string.IsNullOrEmpty(id) ? $"the id of a check is missing; ids are {Ids}" : $"'{id}' is not a check; ids are {Ids}");
        }

        return check;
    }

    private bool Text(string setting, string? value, [NotNullWhen(true)] out string? text)
    {
        text = value;
        return !string.IsNullOrWhiteSpace(value) || Refuse(setting, "is missing");
    }

    private bool Address(string setting, string? value, [NotNullWhen(true)] out Uri? address) =>
        (Uri.TryCreate(value, UriKind.Absolute, out address) && address.Scheme is ("http" or "https"))
        || Refuse(setting, "must be an absolute http or https address");

    private bool Day(string setting, string? value, out DateOnly day) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        || Refuse(setting, $"'{value}' is not a day of the form yyyy-MM-dd");

    private bool Refuse(string setting, string reason)
    {
        _errors.Add($"{Section}:{setting}: {reason}.");
        return false;
    }
}
