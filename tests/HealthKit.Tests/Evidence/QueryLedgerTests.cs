using System.Text;
using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

public sealed class QueryLedgerTests
{
    private const string Signed = """
        {
          "releasedAt": "2026-02-01T12:00:00Z",
          "queries": [
            {
              "fingerprint": "00000000000000aa",
              "text": "select * from orders where id = ? and note <> 'é'",
              "planHash": "00000000000000bb",
              "plan": [
                "Limit",
                "  Index Scan using by_id on public.orders"
              ],
              "firstSeen": "2026-01-31T12:00:00Z",
              "reviewer": "Ada",
              "reviewedOn": "2026-02-01",
              "note": "index scan"
            }
          ]
        }

        """;

    [Fact]
    public void Reads_what_it_wrote()
    {
        var ledger = Parse(Signed);
        var entry = Assert.Single(ledger.Queries);
        Assert.Equal(("Ada", new DateOnly(2026, 2, 1), "00000000000000bb", "index scan"), (entry.Reviewer, entry.ReviewedOn, entry.PlanHash, entry.Note));
        Assert.Equal(["Limit", "  Index Scan using by_id on public.orders"], entry.Plan);
        Assert.Equal(Signed, ledger.ToJson().Replace("+00:00", "Z", StringComparison.Ordinal).Replace(".0000000Z", "Z", StringComparison.Ordinal));
        Assert.Equal(ledger.ToJson(), Parse("\uFEFF" + ledger.ToJson()).ToJson());
        Assert.Contains("note <> 'é'", ledger.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"releasedAt\": \"2026-02-01T12:00:00Z\"", "\"releasedAt\": \"soon\"", 2, "releasedAt is 'soon', not a time")]
    [InlineData("\"fingerprint\": \"00000000000000aa\"", "\"fingerprint\": \"AA\"", 5, "fingerprint is 'AA', not 16 hexadecimal digits")]
    [InlineData("\"planHash\": \"00000000000000bb\"", "\"planHash\": 7", 7, "planHash is a text")]
    [InlineData("\"plan\": [", "\"plan\": {", 8, "plan is an array of lines")]
    [InlineData("\"Limit\",", "7,", 9, "a line of plan is a text")]
    [InlineData("\"planHash\": \"00000000000000bb\",", "", 16, "planHash, which says what the reviewer looked at, is missing")]
    [InlineData("\"reviewedOn\": \"2026-02-01\",", "", 16, "reviewedOn, which says when the reviewer looked, is missing")]
    [InlineData("\"reviewedOn\": \"2026-02-01\"", "\"reviewedOn\": \"1.2.2026\"", 14, "not a date like")]
    [InlineData("\"reviewer\": \"Ada\",", "", 16, "reviewer, who looked on the day given, is missing")]
    [InlineData("\"reviewer\": \"Ada\"", "\"reviewer\": \" \"", 13, "reviewer is empty")]
    [InlineData("\"note\": \"index scan\"", "\"notes\": \"index scan\"", 15, "'notes' is not expected here")]
    [InlineData("\"note\": \"index scan\"", "\"text\": \"again\"", 15, "'text' is not expected here")]
    [InlineData("\"queries\": [", "\"queries\": {", 3, "queries is an array")]
    [InlineData("\"Ada\",", "\"Ada\"", 14, "it is not JSON here")]
    [InlineData("\"queries\"", "\"statements\"", 3, "'statements' is not expected here")]
    public void Refuses_a_malformed_one_with_file_line_and_reason(string right, string wrong, int line, string reason)
    {
        var refusal = Assert.Throws<QueryLedgerException>(() => Parse(Signed.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Equal(line, refusal.Line);
        Assert.StartsWith($"ledger.json({line}): ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"releasedAt\": \"2026-02-01T12:00:00Z\"}")]
    [InlineData("{\"releasedAt\": \"2026-02-01T12:00:00Z\", \"queries\": []} x")]
    public void Refuses_what_is_no_ledger(string text) => Assert.Throws<QueryLedgerException>(() => Parse(text));

    [Fact]
    public void Refuses_an_entry_that_stands_there_twice()
    {
        var start = Signed.IndexOf("    {", StringComparison.Ordinal);
        var entry = Signed[start..(Signed.IndexOf('}', start) + 1)];
        Assert.Contains("stands there twice", Assert.Throws<QueryLedgerException>(() => Parse(Signed.Replace(entry, $"{entry},{entry}", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Proposes_what_has_no_entry_for_the_plan_of_today_and_keeps_what_is_signed()
    {
        var (old, fresh, session) = (Given.Statement("00000000000000aa", (9, 1)), Given.Statement("00000000000000cc", (9, 1)), Given.Statement("00000000000000dd", (9, 1)) with { IsPlannable = false });
        QueryPlan Plan(StatementEvidence statement, string? hash) => Given.Plan(statement) with { PlanHash = hash };
        var unchanged = Parse(Signed).Propose(Given.Queries(old, fresh, session), Given.Plans(Plan(old, "00000000000000bb"), Plan(fresh, null)));
        Assert.Equal(Parse(Signed).ReleasedAt, unchanged.ReleasedAt);
        Assert.Equal(["00000000000000aa", "00000000000000cc"], unchanged.Queries.Select(static entry => entry.Fingerprint));
        Assert.Equal((null, null), (unchanged.Queries[1].Reviewer, unchanged.Queries[1].PlanHash));

        var flipped = unchanged.Propose(Given.Queries(old, fresh), Given.Plans(Plan(old, "00000000000000ee"), Plan(fresh, "00000000000000ff") with { Outline = ["Result"] }));
        Assert.Equal(
            ["00000000000000bb Ada", "00000000000000ee ", "00000000000000ff "],
            flipped.Queries.Select(static entry => $"{entry.PlanHash} {entry.Reviewer}"));
        Assert.Equal(["Result"], flipped.Queries[2].Plan);
        Assert.Equal(flipped.ToJson(), Parse(flipped.ToJson()).ToJson());
    }

    [Fact]
    public void Counts_what_is_signed_as_reviewed_and_what_was_seen_before_the_stamp_as_known()
    {
        var proposal = new QueryLedgerEntry { Fingerprint = "00000000000000cc", Text = "select 1", PlanHash = "00000000000000dd", FirstSeen = Given.At.AddDays(1) };
        var ledger = Parse(Signed) with { Queries = [.. Parse(Signed).Queries, proposal], ReleasedAt = Given.At };
        Assert.Equal("Ada", Assert.Single(ledger.ReviewsOf("00000000000000aa")).Reviewer);
        Assert.Empty(ledger.ReviewsOf("00000000000000cc"));
        Assert.True(ledger.Knows("00000000000000aa"));
        Assert.False(ledger.Knows("00000000000000cc"));
    }

    private static QueryLedger Parse(string text) => QueryLedger.Parse(Encoding.UTF8.GetBytes(text), "ledger.json");
}
