using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

public sealed class EvidenceKindsTests
{
    [Fact]
    public void Lists_every_record_of_the_core() =>
        Assert.Equal(
            typeof(EvidenceRecord).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EvidenceRecord))).OrderBy(type => type.Name),
            EvidenceKinds.All.Select(kind => kind.Type).OrderBy(type => type.Name));

    [Fact]
    public void Names_are_unique_and_cures_begin_with_a_verb()
    {
        Assert.Equal(EvidenceKinds.All.Count, EvidenceKinds.All.Select(kind => kind.Name).Distinct().Count());
        Assert.All(EvidenceKinds.All, kind => Assert.Matches("^[A-Z][a-z]+ .*\\.$", kind.Cure));
        Assert.All(EvidenceKinds.All, kind => Assert.Equal(kind.Type, kind.Json.Type));
    }
}
