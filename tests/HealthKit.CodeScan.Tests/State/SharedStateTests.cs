namespace HealthKit.CodeScan.Tests.State;

public sealed class SharedStateTests
{
    private const string Check = "8.3";

    [Theory]
    [InlineData(Specimens.Release)]
    [InlineData(Specimens.Debug)]
    public void Says_of_every_specimen_what_is_written_beside_it(string assembly) =>
        // A captured variable is named within its method, which declares the outcome.
        Specimens.AssertSaysWhatIsDeclared(Specimens.Rule(assembly, Check), Check, specimens: 100, sites: 200, static member => member[..member.LastIndexOf('.')]);
}
