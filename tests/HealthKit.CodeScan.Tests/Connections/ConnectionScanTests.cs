using HealthKit.CodeScan.Connections;

namespace HealthKit.CodeScan.Tests.Connections;

/// <summary>What was written down about release and custody before the rule existed.</summary>
public sealed class ConnectionScanTests
{
    [Theory]
    [InlineData(Specimens.Release)]
    [InlineData(Specimens.Debug)]
    public void Tells_what_is_released_on_every_way_from_what_is_not(string assembly) =>
        Specimens.AssertSaysWhatIsDeclared(Specimens.Rule(assembly, ConnectionScan.Release), ConnectionScan.Release, specimens: 250, sites: 350);

    [Theory]
    [InlineData(Specimens.Release)]
    [InlineData(Specimens.Debug)]
    public void Tells_what_calls_out_while_a_connection_is_held(string assembly) =>
        Specimens.AssertSaysWhatIsDeclared(Specimens.Rule(assembly, ConnectionScan.Custody), ConnectionScan.Custody, specimens: 110, sites: 380);
}
