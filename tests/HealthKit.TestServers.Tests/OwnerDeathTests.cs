using System.Diagnostics;
using System.Globalization;
using HealthKit.TestServers.Commands;

namespace HealthKit.TestServers.Tests;

public sealed class OwnerDeathTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_end_and_their_folder_goes_when_the_owner_is_killed()
    {
        using var owner = Process.Start("sleep", "600");
        var folder = (await ServersScript.RunAsync(
            ["run", "--parent", owner.Id.ToString(CultureInfo.InvariantCulture)], Cancellation))["dir"];
        var redis = await ServersScript.RunAsync(["start", "redis", "--dir", Path.Combine(folder, "redis")], Cancellation);
        var process = int.Parse(redis["pid"], CultureInfo.InvariantCulture);
        Assert.True(ProcessTable.IsAlive(process));

        owner.Kill();
        await owner.WaitForExitAsync(Cancellation);

        await Eventually.TrueAsync(
            () => !Directory.Exists(folder) && !ProcessTable.IsAlive(process),
            TimeSpan.FromSeconds(20), "the server and its folder are gone", Cancellation);
    }
}
