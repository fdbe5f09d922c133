using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests;

public sealed class CatalogueTests
{
    // CHECKLIST.md: 71 items, 9 sections, these maxima.
    private static readonly int[] Maxima = [6, 8, 8, 10, 8, 10, 8, 8, 5];

    // ARCHITECTURE.md, "Outcomes".
    private static readonly string[] Attestable =
    [
        "1.5", "2.7", "3.6", "3.7", "4.10", "5.1", "5.5", "5.6", "6.1", "6.2", "6.3", "6.4", "6.7", "6.9", "6.10", "7.1", "7.2", "7.4",
        "7.6", "7.7", "7.8", "8.1", "8.4", "8.5", "8.6", "9.1", "9.2", "9.3", "9.4", "9.5",
    ];

    public static TheoryData<string> Ids => [.. Catalogue.All.Select(check => check.Id)];

    [Fact]
    public void Holds_the_71_items_in_checklist_order() =>
        Assert.Equal(
            Maxima.SelectMany((maximum, section) => Enumerable.Range(1, maximum).Select(number => $"{section + 1}.{number}")),
            Catalogue.All.Select(check => check.Id));

    [Fact]
    public void Every_id_begins_with_its_section() =>
        Assert.All(Catalogue.All, check => Assert.StartsWith($"{(int)check.Section!.Value}.", check.Id, StringComparison.Ordinal));

    [Fact]
    public void Lets_exactly_the_named_checks_be_attested() =>
        Assert.Equal(Attestable, Catalogue.All.Where(check => check.Attestable).Select(check => check.Id));

    [Fact]
    public void No_two_checks_share_a_title() =>
        Assert.Equal(Catalogue.All.Count, Catalogue.All.Select(check => check.Title).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_unknown_without_evidence(string id)
    {
        var verdict = Catalogue.Find(id)!.Decide(new EvidenceSet(DateTimeOffset.UnixEpoch, []), null);

        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Equal(Doubt.Blind, verdict.Doubt);
        Assert.False(string.IsNullOrWhiteSpace(verdict.Reason));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tells_what_to_do_beginning_with_a_verb(string id)
    {
        var check = Catalogue.Find(id)!;
        var first = check.Remedy.Split(' ', 2)[0];

        Assert.Matches("^([A-Z][a-z]+|CONFIG)$", first);
        Assert.DoesNotContain(first, new[] { "The", "A", "An", "This", "Your", "You", "It", "There", "No", "Not", "All", "Every", "Each", "In", "On", "For", "With", "When", "If" });
        Assert.False(string.IsNullOrWhiteSpace(check.Threshold));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_limit_within_its_own_range(string id)
    {
        if (Catalogue.Find(id)!.Limit is not { } limit)
        {
            return;
        }

        Assert.InRange(limit.Default, limit.Minimum, limit.Maximum);
        Assert.True(limit.Minimum < limit.Maximum);
        if (limit.Warn is { } warn)
        {
            Assert.True(limit.LowerIsStricter ? warn > limit.Default : warn < limit.Default, "A warning lies between holding and failing.");
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Clears_only_other_checks_of_the_catalogue(string id) =>
        Assert.All(Catalogue.Find(id)!.Clears, cleared =>
        {
            Assert.NotNull(Catalogue.Find(cleared));
            Assert.NotEqual(id, cleared);
        });
}
