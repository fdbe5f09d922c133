using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Scalability;

public sealed class FileTransfersTests
{
    private static readonly Check Check = Checklist.FileTransfers;

    private static FileRoute Upload(long bytes, long uploads = 40) => new() { Route = "POST /photos", Declared = true, Uploads = uploads, LargestBytes = bytes };

    [Fact]
    public void Fails_a_large_upload_and_passes_once_it_goes_elsewhere()
    {
        var red = Given.Decide(Check, Given.Files(Upload(8_388_608)));
        Assert.Equal((Outcome.Fail, VerdictSource.Measured), (red.Outcome, red.Source));
        Assert.Contains("the largest 8 MiB (limit 1 MiB)", Assert.Single(red.Offenders).Observed, StringComparison.Ordinal);
        Assert.Equal((Outcome.Pass, 5_000L), (Given.Decide(Check, Given.Files()).Outcome, Given.Decide(Check, Given.Files()).Samples));
    }

    [Theory]
    [InlineData(1_048_576, Outcome.Pass)]
    [InlineData(1_048_577, Outcome.Fail)]
    public void Judges_the_largest_file(long bytes, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Files(Upload(bytes))).Outcome);

    [Theory]
    [InlineData(0, Outcome.Warn)]
    [InlineData(29, Outcome.Warn)]
    [InlineData(30, Outcome.Pass)]
    public void Warns_of_a_declared_file_endpoint_until_enough_small_files_were_seen(long uploads, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Files(Upload(20_000, uploads))).Outcome);

    [Fact]
    public void Does_not_pass_too_few_requests_or_what_it_cannot_see_but_still_fails()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Files() with { Requests = 999 }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Files() with { BlindSpots = [Given.Branch] }).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Files(Upload(8_388_608)) with { BlindSpots = [Given.Branch], Requests = 2 }).Outcome);
    }

    [Fact]
    public void Judges_by_an_overridden_limit_and_leaves_exempted_routes_out()
    {
        Assert.Equal(Outcome.Pass, Given.DecideAt(10_485_760, Check, Given.Files(Upload(8_388_608))).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(10_000, Check, Given.Files(Upload(20_000))).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Route, "POST /photos", Check, Given.Files(Upload(8_388_608))).Outcome);
    }
}
