namespace HealthKit.CodeScan.Tests.Sql;

public sealed class SqlConstructionTests
{
    private const string Check = "6.5";

    [Theory]
    [InlineData(Specimens.Release)]
    [InlineData(Specimens.Debug)]
    public void Says_of_every_specimen_what_is_written_beside_it(string assembly) =>
        Specimens.AssertSaysWhatIsDeclared(Specimens.Rule(assembly, Check), Check, specimens: 50, sites: 50);
}
