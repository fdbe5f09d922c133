using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Scalability;

public sealed class StatelessServiceTests
{
    private static readonly Check Check = Checklist.StatelessService;

    [Theory]
    [InlineData(StateKind.Session)]
    [InlineData(StateKind.TempData)]
    [InlineData(StateKind.KeyRing)]
    [InlineData(StateKind.HubConnections)]
    [InlineData(StateKind.DistributedCache)]
    public void Fails_state_in_the_process_and_passes_once_it_is_shared(StateKind kind)
    {
        var red = Given.Decide(Check, Given.State(new StateStore(kind, true, StateLocation.InProcess, "MemoryDistributedCache")));
        Assert.Equal((Outcome.Fail, Doubt.Refuted), (red.Outcome, red.Doubt));
        Assert.Contains("(MemoryDistributedCache)", Assert.Single(red.Offenders).Subject, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.State(new StateStore(kind, true, StateLocation.Shared))).Outcome);
    }

    [Fact]
    public void Lets_a_registered_but_unused_store_and_a_cookie_stand() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.State(new StateStore(StateKind.DistributedCache, false, StateLocation.InProcess), new StateStore(StateKind.TempData, true, StateLocation.Caller))).Outcome);

    [Theory]
    [InlineData(true, StateLocation.LocalFiles)]
    [InlineData(true, StateLocation.Unknown)]
    [InlineData(null, StateLocation.InProcess)]
    [InlineData(null, StateLocation.Unknown)]
    public void Does_not_pass_what_may_be_local(bool? inUse, StateLocation location)
    {
        var ring = new StateStore(StateKind.KeyRing, inUse, location);
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (Given.Decide(Check, Given.State(ring)).Outcome, Given.Decide(Check, Given.State(ring)).Doubt));
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.State(ring, new StateStore(StateKind.Session, true, StateLocation.InProcess))).Outcome);
    }

    [Fact]
    public void Does_not_pass_a_kind_that_was_not_looked_for()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.State() with { Stores = [] }).Outcome);
        Assert.Contains("sessions", Given.Decide(Check, Given.State() with { Stores = [.. Given.State().Stores.Where(static store => store.Kind is not StateKind.Session)] }).Reason, StringComparison.Ordinal);
    }
}
