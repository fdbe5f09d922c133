namespace HealthKit.Logs;

public sealed class LineSamplerTests
{
    [Theory]
    [InlineData("{\"Timestamp\":\"2026\",\"Message\":\"a\"}", LineShape.Json)]
    [InlineData("  {\"a\":{\"b\":[1,2]}}\r", LineShape.Json)]
    [InlineData("{\"a\":1} trailing", LineShape.FreeText)]
    [InlineData("{not json}", LineShape.FreeText)]
    [InlineData("[1,2]", LineShape.FreeText)]
    [InlineData("info: Shop[0]", LineShape.SimpleConsole)]
    [InlineData("\u001b[40m\u001b[32minfo\u001b[39m: Shop[0]", LineShape.SimpleConsole)]
    [InlineData("   at Shop.Orders.Find(Int64 id) in Orders.cs:line 3", LineShape.StackTrace)]
    [InlineData("hello", LineShape.FreeText)]
    internal void Tells_lines_by_their_shape(string line, LineShape shape)
    {
        var sampler = new LineSampler();

        sampler.Take(line + "\n");

        Assert.Equal(1, sampler.Count(shape));
    }

    [Fact]
    public void Joins_pieces_and_parts_lines_and_skips_empty_ones()
    {
        var sampler = new LineSampler();

        sampler.Take("{\"a\"");
        sampler.Take(":1}\n\n{\"b\":");
        sampler.Take("2}");
        Assert.Equal(1, sampler.Count(LineShape.Json));
        sampler.Take("\nfree\n");

        Assert.Equal(2, sampler.Count(LineShape.Json));
        Assert.Equal(1, sampler.Count(LineShape.FreeText));
    }

    [Fact]
    public void Knows_the_message_below_a_level_of_the_console_from_free_text()
    {
        var sampler = new LineSampler();

        sampler.Take("      indented, and no console seen\n");
        sampler.Take("info: Microsoft.EntityFrameworkCore.Database.Command[20101]\n      Executed DbCommand (1ms)\n      SELECT 1\n         at Shop.Orders.Find()\nhello\n");

        Assert.Equal((3L, 1L, 2L), (sampler.Count(LineShape.SimpleConsole), sampler.Count(LineShape.StackTrace), sampler.Count(LineShape.FreeText)));
    }

    [Fact]
    public void Reads_every_line_at_first_and_one_in_a_hundred_later()
    {
        var sampler = new LineSampler();

        for (var line = 0; line < 11_000; line++)
        {
            sampler.Take("{\"a\":1}\n");
        }

        Assert.Equal(1_000 + 100, sampler.Count(LineShape.Json));
    }

    [Fact]
    public void Keeps_no_more_of_a_line_than_its_bound()
    {
        var sampler = new LineSampler();

        sampler.Take("{\"a\":\"" + new string('x', 5_000_000));
        sampler.Take("\"}\n");

        Assert.Equal(1, sampler.Count(LineShape.Json));
    }
}
