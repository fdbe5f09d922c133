using HealthKit.Signals;

namespace HealthKit.Tests.Signals;

/// <summary>What calls of one request note in it from several threads.</summary>
public sealed class RequestScopeTests
{
    [Fact]
    public void One_of_the_calls_to_a_destination_forwards_the_request()
    {
        for (var round = 0; round < 200; round++)
        {
            var (scope, destination, first) = (new RequestScope(null, 0), new object(), 0);
            Threads.Run(_ =>
            {
                if (scope.Forward(destination))
                {
                    Interlocked.Increment(ref first);
                }
            });

            Assert.Equal(1, first);
        }

        // One in 255 is taken for the one before it.
        var moved = new RequestScope(null, 0);
        Assert.InRange(Enumerable.Range(0, 1_000).Count(_ => moved.Forward(new object())), 950, 1_000);
    }
}
