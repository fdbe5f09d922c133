namespace HealthKit.Logs;

/// <summary>Alone, for standard output is the process's.</summary>
[Collection(nameof(OutputWatchTests)), CollectionDefinition(nameof(OutputWatchTests), DisableParallelization = true)]
public sealed class OutputWatchTests
{
    [Fact]
    public void Takes_up_what_was_put_back_and_reads_lines_once_any_host_wants_them()
    {
        var before = Console.Out;
        try
        {
            Console.SetOut(new StringWriter());
            var first = OutputWatch.Install();
            var placed = Console.Out;

            // As a test runner does around each test.
            Console.SetOut(new StringWriter());
            Assert.False(first.IsInPlace);
            Assert.NotSame(first, OutputWatch.Install());
            Console.SetOut(placed);
            Assert.Same(first, OutputWatch.Install());
            Assert.Same(placed, Console.Out);

            first.Want(false);
            Assert.False(first.Sampler.Enabled);
            first.Want(true);
            first.Want(false);
            Assert.True(first.Sampler.Enabled);
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}
