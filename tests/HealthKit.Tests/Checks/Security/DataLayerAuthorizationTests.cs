using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class DataLayerAuthorizationTests
{
    private static readonly Check Check = Checklist.DataLayerAuthorization;

    [Fact]
    public void Warns_of_a_bare_table_and_passes_once_row_security_guards_it()
    {
        var guarded = Given.OwnedTable("shop.carts") with { RowSecurityActive = true, HasRestrictivePolicy = true };
        var red = Given.Decide(Check, Given.OwnedTables(guarded, Given.OwnedTable("shop.orders")));
        Assert.Equal((Outcome.Warn, Doubt.NotFound), (red.Outcome, red.Doubt));
        Assert.Equal("shop.orders (user_id)", Assert.Single(red.Offenders).Subject);

        var green = Given.Decide(Check, Given.OwnedTables(guarded, Given.OwnedTable("shop.orders") with { RowSecurityActive = true, HasRestrictivePolicy = true }, Given.OwnedTable("shop.notes") with { RowSecurityActive = true, HasRestrictivePolicy = true }));
        Assert.Equal((Outcome.Pass, 3L), (green.Outcome, green.Samples));
    }

    [Fact]
    public void Takes_a_query_filter_only_where_it_compares_the_owner_in_every_context()
    {
        static QueryFilterEvidence Filters(params MappedTable[] tables) => new() { ObservedAt = Given.At, MaxAge = Given.MaxAge, Tables = tables };
        var catalog = Given.OwnedTables(Given.OwnedTable("shop.\"Orders\""));
        var guarded = new MappedTable { Table = "shop.Orders", Context = "Shop", FilteredColumns = ["deleted", "user_id"] };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, catalog, Filters(guarded)).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, catalog, Filters(guarded with { FilteredColumns = ["deleted"] })).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, catalog, Filters(guarded, guarded with { Context = "Admin", FilteredColumns = [] })).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, catalog, Filters(guarded with { Table = "old.Orders" })).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, catalog, Filters()).Outcome);
    }

    [Fact]
    public void Holds_SQL_written_by_hand_against_a_query_filter_but_not_against_row_security()
    {
        var filters = new QueryFilterEvidence { ObservedAt = Given.At, MaxAge = Given.MaxAge, Tables = [new MappedTable { Table = "shop.orders", Context = "Shop", FilteredColumns = ["user_id"] }] };
        var table = Given.OwnedTable("shop.orders") with { Unguarded = [new UnguardedStatement { Text = "select * from orders where id = ?", Routes = ["GET /orders/{id}"] }] };
        var red = Given.Decide(Check, Given.OwnedTables(table), filters);
        Assert.Equal(Outcome.Warn, red.Outcome);
        Assert.Contains("passes it by: select * from orders where id = ? in GET /orders/{id}", red.Offenders[0].Observed, StringComparison.Ordinal);
        Assert.StartsWith("Compare user_id with the caller", red.Offenders[0].Remedy, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.OwnedTables(table with { Unguarded = [] }), filters).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.OwnedTables(table with { RowSecurityActive = true, HasRestrictivePolicy = true }), filters).Outcome);
    }

    [Fact]
    public void Holds_what_a_mapper_was_told_to_write_without_its_filter_against_it()
    {
        var filters = new QueryFilterEvidence { ObservedAt = Given.At, MaxAge = Given.MaxAge, Tables = [new MappedTable { Table = "shop.orders", Context = "Shop", FilteredColumns = ["user_id"] }] };
        var table = Given.OwnedTable("shop.orders") with { Unguarded = [new UnguardedStatement { Text = "select o.id from orders as o where o.id = ?", Routes = ["GET /orders/{id}"], Generated = true }] };
        var red = Given.Decide(Check, Given.OwnedTables(table), filters);
        Assert.Equal((Outcome.Warn, Doubt.NotFound), (red.Outcome, red.Doubt));
        Assert.Contains("told to ignore it: select o.id from orders as o where o.id = ? in GET /orders/{id}", red.Offenders[0].Observed, StringComparison.Ordinal);
        Assert.StartsWith("Take IgnoreQueryFilters() out", red.Offenders[0].Remedy, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.OwnedTables(table with { Unguarded = [] }), filters).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.OwnedTables(table with { RowSecurityActive = true, HasRestrictivePolicy = true }), filters).Outcome);
        Assert.Contains("no query filter", Given.Decide(Check, Given.OwnedTables(table)).Offenders[0].Observed, StringComparison.Ordinal);

        var undecided = Given.Decide(Check, Given.OwnedTables(table with { Unguarded = [table.Unguarded[0] with { IsUndecided = true }] }), filters);
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (undecided.Outcome, undecided.Doubt));
        Assert.Contains("in GET /orders/{id}", undecided.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_a_route_that_is_exempted_see_everybodys_rows_and_no_other()
    {
        var filters = new QueryFilterEvidence { ObservedAt = Given.At, MaxAge = Given.MaxAge, Tables = [new MappedTable { Table = "shop.orders", Context = "Shop", FilteredColumns = ["user_id"] }] };
        static OwnedTableEvidence Read(params string[] routes) => Given.OwnedTable("shop.orders") with { Unguarded = [new UnguardedStatement { Text = "select o.id from orders as o", Routes = routes, Generated = true }] };
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Route, "GET /admin/*", Check, Given.OwnedTables(Read("GET /admin/orders")), filters).Outcome);
        Assert.Equal(Outcome.Warn, Given.DecideWithout(SubjectKind.Route, "GET /admin/*", Check, Given.OwnedTables(Read("GET /admin/orders", "GET /orders")), filters).Outcome);
        Assert.Equal(Outcome.Warn, Given.DecideWithout(SubjectKind.Route, "GET /admin/*", Check, Given.OwnedTables(Read()), filters).Outcome);
        Assert.Equal(Outcome.Warn, Given.DecideWithout(SubjectKind.Route, "GET /admin/*", Check, Given.OwnedTables(Read("GET /admin/orders"))).Outcome);
    }

    [Theory]
    [InlineData("shop.\"Orders\"", true, Outcome.Pass)]
    [InlineData("shop.\"Orders\"", false, Outcome.Warn)]
    [InlineData("shop.\"OldOrders\"", true, Outcome.Warn)]
    public void Takes_a_model_without_a_schema_for_the_table_that_the_search_path_finds(string name, bool found, Outcome expected)
    {
        var filters = new QueryFilterEvidence { ObservedAt = Given.At, MaxAge = Given.MaxAge, Tables = [new MappedTable { Table = "Orders", InSearchPath = true, Context = "Shop", FilteredColumns = ["user_id"] }] };
        Assert.Equal(expected, Given.Decide(Check, Given.OwnedTables(Given.OwnedTable(name) with { InSearchPath = found }), filters).Outcome);
    }

    [Theory]
    [InlineData(true, false, "every policy is simply true")]
    [InlineData(false, true, "not in force")]
    public void Is_not_deceived_by_half_of_row_security(bool active, bool restrictive, string words)
    {
        var verdict = Given.Decide(Check, Given.OwnedTables(Given.OwnedTable("shop.orders") with { RowSecurityActive = active, HasRestrictivePolicy = restrictive }));
        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Contains(words, verdict.Offenders[0].Observed, StringComparison.Ordinal);
        Assert.Contains("shop.orders", verdict.Offenders[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_out_what_Identity_reads_to_find_out_who_the_caller_is()
    {
        static QueryFilterEvidence Filters(params MappedTable[] tables) => new() { ObservedAt = Given.At, MaxAge = Given.MaxAge, Tables = tables };
        var claims = Given.OwnedTables(Given.OwnedTable("public.\"AspNetUserClaims\""), Given.OwnedTable("auth.asp_net_user_roles"));
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, claims).Outcome);

        var renamed = Given.OwnedTables(Given.OwnedTable("auth.user_claims"));
        var mapped = new MappedTable { Table = "auth.user_claims", Context = "Users", IsOfIdentity = true };
        Assert.Equal(Outcome.Warn, Given.Decide(Check, renamed).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, renamed, Filters(mapped)).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, renamed, Filters(mapped, mapped with { Context = "Shop", IsOfIdentity = false })).Outcome);

        // A table that only has such a name, by what the model says.
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.OwnedTables(Given.OwnedTable("public.\"AspNetUserTokens\"")), Filters(new MappedTable { Table = "public.AspNetUserTokens", Context = "Shop" })).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.OwnedTables(Given.OwnedTable("public.\"AspNetUserClaims\""), Given.OwnedTable("shop.orders"))).Outcome);
    }

    [Fact]
    public void Knows_nothing_where_no_such_table_was_used()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.OwnedTables()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.OwnedTables(Given.OwnedTable("shop.orders") with { SeenInStatements = false })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Table, "shop.*", Check, Given.OwnedTables(Given.OwnedTable("shop.orders"))).Outcome);
    }

    [Fact]
    public void Does_not_pass_beside_an_unread_database_but_still_warns()
    {
        var unread = new DatabaseCatalog { Database = "audit" };
        var read = new DatabaseCatalog { Database = "shop", OwnedTablesReadable = true, OwnedTables = [Given.OwnedTable("shop.orders") with { RowSecurityActive = true, HasRestrictivePolicy = true }] };
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(read, unread)).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Catalog(read with { OwnedTables = [Given.OwnedTable("shop.orders")] }, unread)).Outcome);
    }
}
