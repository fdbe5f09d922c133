using HealthKit.EntityFrameworkCore.Commands;

namespace HealthKit.EntityFrameworkCore.Tests.Commands;

public sealed class KeyLookupTests
{
    [Theory]
    [InlineData("SELECT o.id FROM orders AS o WHERE o.id = @p LIMIT 1", true)]
    [InlineData("SELECT o.id FROM orders AS o\nWHERE o.id = @__p_0 AND o.line = @__p_1\nLIMIT 1", true)]
    [InlineData("SELECT o.id FROM orders AS o WHERE o.id = @id LIMIT 1", false)]
    [InlineData("SELECT o.id FROM orders AS o WHERE o.id = @price LIMIT 1", false)]
    [InlineData("SELECT o.id FROM orders AS o WHERE o.id = @p AND o.owner = @owner LIMIT 1", false)]
    [InlineData("SELECT o.id FROM orders AS o WHERE o.id = 3 LIMIT 1", false)]
    [InlineData("SELECT o.id FROM orders AS o LIMIT 1", false)]
    [InlineData("SELECT o.id FROM orders AS o WHERE o.id = @p", false)]
    public void Tells_a_lookup_of_Entity_Frameworks_own(string text, bool expected) => Assert.Equal(expected, KeyLookup.Is(text));
}
