using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Tests.Commands;

public class RowSlopeTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void Finds_the_queries_for_each_further_row(double slope)
    {
        var fit = new RowSlope();
        for (var rows = 0; rows < 40; rows++)
        {
            fit.Add(rows * 2, 1 + (int)(rows * 2 * slope));
        }

        Assert.Equal(slope, fit.Value!.Value, 2);
    }

    [Fact]
    public void Says_nothing_of_few_requests_or_of_rows_that_do_not_vary()
    {
        var (few, same) = (new RowSlope(), new RowSlope());
        for (var i = 0; i < 19; i++)
        {
            few.Add(i, i);
        }

        for (var i = 0; i < 100; i++)
        {
            same.Add(12, 1 + i % 3);
        }

        Assert.Null(few.Value);
        Assert.Null(same.Value);
    }
}
