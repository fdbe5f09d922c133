using System.Reflection;
using HealthKit.Attestation;
using HealthKit.Evidence;

namespace HealthKit.Tests.Attestation;

public sealed class ExemptibleSubjectsTests
{
    [Fact]
    public void Lists_the_evidence_that_leaves_subjects_out_and_no_other() =>
        Assert.Equal(
            EvidenceKinds.All.Select(kind => kind.Type).Where(Filters).Select(type => type.Name).Order(StringComparer.Ordinal),
            ExemptibleSubjects.OfEvidence.Keys.Select(type => type.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Names_the_kinds_that_the_evidence_compares()
    {
        foreach (var (type, kinds) in ExemptibleSubjects.OfEvidence)
        {
            // A record that holds the subjects of its parts leaves the comparison to them.
            string[] parts = type == typeof(CatalogEvidence) ? [nameof(DatabaseCatalog), nameof(OwnedTableEvidence)] : type == typeof(EndpointTableEvidence) ? [nameof(EndpointEvidence)] : [type.Name];
            var source = string.Concat(parts.Select(static part => File.ReadAllText(Path.Combine(Repository.Root, "src", "HealthKit", "Evidence", part + ".cs"))));
            Assert.Equal(kinds, Enum.GetValues<SubjectKind>().Where(candidate => source.Contains($"SubjectKind.{candidate},", StringComparison.Ordinal)));
        }
    }

    private static bool Filters(Type type) =>
        type.GetMethod("Without", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.DeclaringType == type;
}
