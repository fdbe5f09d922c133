using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace HealthKit.Evidence;

/// <summary>Reads a query ledger strictly: what it does not know, it refuses, with the line.</summary>
internal ref struct QueryLedgerReader(ReadOnlySpan<byte> json, string file)
{
    private const int HashLength = 16;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");
    private static readonly string[] EntryProperties = ["fingerprint", "text", "planHash", "plan", "firstSeen", "reviewer", "reviewedOn", "note"];

    // A byte order mark is no JSON.
    private readonly ReadOnlySpan<byte> _json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
    private Utf8JsonReader _reader = new(json.StartsWith("\uFEFF"u8) ? json[3..] : json);

    /// <summary>Reads it all.</summary>
    public QueryLedger Read()
    {
        try
        {
            return ReadLedger();
        }
        catch (JsonException malformed)
        {
            // The message of the exception counts lines from 0.
            throw new QueryLedgerException(file, (int)(malformed.LineNumber ?? 0) + 1, "it is not JSON here");
        }
    }

    private QueryLedger ReadLedger()
    {
        var (releasedAt, queries) = ((DateTimeOffset?)null, (List<QueryLedgerEntry>?)null);
        Next();
        Expect(JsonTokenType.StartObject, "the ledger is an object with releasedAt and queries");
        while (NextProperty() is { } name)
        {
            if (name == "releasedAt" && releasedAt is null)
            {
                releasedAt = Time(name);
            }
            else if (name == "queries" && queries is null)
            {
                queries = Entries();
            }
            else
            {
                throw Malformed($"'{name}' is not expected here; a ledger has releasedAt and queries, once");
            }
        }

        if (releasedAt is null || queries is null)
        {
            throw Malformed($"{(releasedAt is null ? "releasedAt" : "queries")} is missing");
        }

        Next();
        return new QueryLedger { ReleasedAt = releasedAt.Value, Queries = queries };
    }

    private List<QueryLedgerEntry> Entries()
    {
        var entries = new List<QueryLedgerEntry>();
        var seen = new HashSet<(string, string?)>();
        Next();
        Expect(JsonTokenType.StartArray, "queries is an array");
        while (Next() != JsonTokenType.EndArray)
        {
            var entry = Entry();
            if (!seen.Add((entry.Fingerprint, entry.PlanHash)))
            {
                throw Malformed($"{entry.Fingerprint} stands there twice with the same plan");
            }

            entries.Add(entry);
        }

        return entries;
    }

    private QueryLedgerEntry Entry()
    {
        Expect(JsonTokenType.StartObject, "an entry of queries is an object");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var (firstSeen, reviewedOn, plan) = ((DateTimeOffset?)null, (DateOnly?)null, (List<string>)[]);
        while (NextProperty() is { } name)
        {
            if (!EntryProperties.Contains(name) || values.ContainsKey(name))
            {
                throw Malformed($"'{name}' is not expected here; an entry has {string.Join(", ", EntryProperties)}, each once");
            }

            if (name == "plan")
            {
                plan = Lines(name);
                values.Add(name, "");
                continue;
            }

            var value = Text(name);
            values.Add(name, value);
            switch (name)
            {
                case "fingerprint" or "planHash" when value.Length != HashLength || value.AsSpan().ContainsAnyExcept(Hexadecimal):
                    throw Malformed($"{name} is '{value}', not 16 hexadecimal digits");
                case "firstSeen":
                    firstSeen = TimeOf(name, value);
                    break;
                case "reviewedOn":
                    reviewedOn = DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
                        : throw Malformed($"reviewedOn is '{value}', not a date like 2026-01-31");
                    break;
            }
        }

        var missing = !values.ContainsKey("fingerprint") ? "fingerprint"
            : !values.ContainsKey("text") ? "text"
            : values.ContainsKey("reviewer") && reviewedOn is null ? "reviewedOn, which says when the reviewer looked,"
            : values.ContainsKey("reviewer") && !values.ContainsKey("planHash") ? "planHash, which says what the reviewer looked at,"
            : reviewedOn is not null && !values.ContainsKey("reviewer") ? "reviewer, who looked on the day given,"
            : null;
        return missing is not null ? throw Malformed($"{missing} is missing in this entry") : new QueryLedgerEntry
        {
            Fingerprint = values["fingerprint"],
            Text = values["text"],
            PlanHash = values.GetValueOrDefault("planHash"),
            Plan = plan,
            FirstSeen = firstSeen,
            Reviewer = values.GetValueOrDefault("reviewer"),
            ReviewedOn = reviewedOn,
            Note = values.GetValueOrDefault("note"),
        };
    }

    private DateTimeOffset Time(string name) => TimeOf(name, Text(name));

    private readonly DateTimeOffset TimeOf(string name, string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && value.Contains('T', StringComparison.Ordinal)
            ? time
            : throw Malformed($"{name} is '{value}', not a time like 2026-01-31T12:00:00Z");

    private List<string> Lines(string name)
    {
        var lines = new List<string>();
        Next();
        Expect(JsonTokenType.StartArray, $"{name} is an array of lines");
        while (Next() != JsonTokenType.EndArray)
        {
            Expect(JsonTokenType.String, $"a line of {name} is a text");
            lines.Add(_reader.GetString()!);
        }

        return lines;
    }

    private string Text(string name)
    {
        Next();
        Expect(JsonTokenType.String, $"{name} is a text");
        var value = _reader.GetString()!;
        return string.IsNullOrWhiteSpace(value) ? throw Malformed($"{name} is empty; leave it out instead") : value;
    }

    private string? NextProperty() => Next() == JsonTokenType.EndObject ? null : _reader.GetString();

    private JsonTokenType Next()
    {
        _reader.Read();
        return _reader.TokenType;
    }

    private readonly void Expect(JsonTokenType type, string reason)
    {
        if (_reader.TokenType != type)
        {
            throw Malformed(reason);
        }
    }

    private readonly QueryLedgerException Malformed(string reason) =>
        new(file, _json[..(int)_reader.TokenStartIndex].Count((byte)'\n') + 1, reason);
}
