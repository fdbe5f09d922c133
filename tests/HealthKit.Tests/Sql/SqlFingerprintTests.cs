using HealthKit.Sql;

namespace HealthKit.Tests.Sql;

public class SqlFingerprintTests
{
    [Theory]
    [InlineData("select * from t where id = $1", "SELECT  *\n FROM t -- why\n WHERE id=42")]
    [InlineData("select 1", "select 2;")]
    [InlineData("select $1, $2, $3", "select @a,@b , @c")]
    [InlineData("update t set a = @state where id = @id", "update t set a = @8__locals1_state where id = @4__this_id")]
    [InlineData("select * from t where id in ($1)", "select * from t where id in (1, 2, 3,4)")]
    [InlineData("select 'a'", "select 'it''s; -- no comment'")]
    [InlineData("select E'a'", "select e'\\'; drop table t; --'")]
    [InlineData("select $$a$$", "select $x$ ' $$ ; $x$")]
    [InlineData("select 1.5", "select .5e-10")]
    [InlineData("select 0x1F", "select 1_000")]
    [InlineData("select B'1', X'1F', N'a'", "select b'', x'', n''")]
    [InlineData("select U&'\\0041'", "select u&'x'")]
    [InlineData("select a /* x /* nested */ y */ from t", "select a from t")]
    [InlineData("select a::int from t where b = :b", "SELECT a :: int FROM t WHERE b = :other")]
    [InlineData("insert into t (a, b) values ($1, $2)", "INSERT INTO t(a,b) VALUES('x', 7)")]
    [InlineData("insert into t (a, b) values ($1, $2)", "insert into t (a, b) values ($1, $2), ($3, $4),($5,$6)")]
    [InlineData("insert into t (a, b) values ($1, default) returning id", "insert into t (a, b) values ($1, default), (-7, NULL) returning id")]
    [InlineData("select a from t where (b, c) in (($1, $2))", "select a from t where (b, c) in (($1, $2), ($3, 'x'))")]
    [InlineData("update t set a = $1 where b = $2", "update t set a=@a where b=@b;\nUPDATE t SET a = @c WHERE b = @d;")]
    [InlineData("insert into t values ($1); delete from t where a = $1", "insert into t values ($1); insert into t values ($2), ($3); delete from t where a = $1; delete from t where a = $2")]
    public void Takes_spellings_of_one_statement_for_one(string one, string other)
    {
        Assert.Equal(SqlFingerprint.Of(one).Hash, SqlFingerprint.Of(other).Hash);
        Assert.Equal(SqlNormalizer.TextOf(one, 1_000), SqlNormalizer.TextOf(other, 1_000));
    }

    [Theory]
    [InlineData("select a from t", "select b from t")]
    [InlineData("select a from t", "select a from \"T\"")]
    [InlineData("select a from \"t\"", "select a from \"T\"")]
    [InlineData("select a, b from t", "select a b from t")]
    [InlineData("select a->'x' from t", "select a->>'x' from t")]
    [InlineData("select 1; select a from t", "select 1")]
    [InlineData("insert into t values ($1), (now())", "insert into t values ($1)")]
    [InlineData("insert into t values ($1), ($2) on conflict do nothing", "insert into t values ($1), ($2)")]
    [InlineData("select a from t; delete from t; select a from t", "select a from t; delete from t")]
    [InlineData("select f($1), g($2)", "select f($1)")]
    public void Tells_statements_apart(string one, string other) =>
        Assert.NotEqual(SqlFingerprint.Of(one).Hash, SqlFingerprint.Of(other).Hash);

    [Fact]
    public void Has_a_second_hash_that_tells_literals_from_parameters()
    {
        var (safe, concatenated, numeric) = (SqlFingerprint.Of("select * from t where a = $1"), SqlFingerprint.Of("select * from t where a = 'x'"), SqlFingerprint.Of("select * from t where a = 1"));
        Assert.Equal(safe.Hash, concatenated.Hash);
        Assert.Equal(3, new HashSet<ulong> { safe.LiteralHash, concatenated.LiteralHash, numeric.LiteralHash }.Count);
        Assert.Equal(concatenated.LiteralHash, SqlFingerprint.Of("select * from t where a = 'y'").LiteralHash);
        var (rows, mixed) = (SqlFingerprint.Of("insert into t values ($1), ($2)"), SqlFingerprint.Of("insert into t values ($1), ('x')"));
        Assert.Equal((rows.Hash, true, false), (mixed.Hash, mixed.HasLiterals, rows.HasLiterals));
        Assert.NotEqual(rows.LiteralHash, mixed.LiteralHash);
        Assert.NotEqual(SqlFingerprint.Of("delete from t where a = $1; delete from t where a = $1").LiteralHash, SqlFingerprint.Of("delete from t where a = $1; delete from t where a = 'x'").LiteralHash);
        Assert.False(safe.HasLiterals);
        Assert.True(concatenated.HasLiterals);
    }

    // A tenant set before the query hides no query.
    [Theory]
    [InlineData("set search_path = a; select b from t", nameof(SqlCommandKind.Query))]
    [InlineData("begin; set local app.tenant = 'x'; update t set a = 1; commit", nameof(SqlCommandKind.Query))]
    [InlineData("set role a", nameof(SqlCommandKind.Other))]
    [InlineData("set role a; call p()", nameof(SqlCommandKind.Procedure))]
    [InlineData("declare c cursor for select a from t", nameof(SqlCommandKind.Procedure))]
    [InlineData("set role a; create table t (a int)", nameof(SqlCommandKind.Definition))]
    public void Tells_what_a_text_of_several_statements_does_by_the_weightiest(string sql, string kind) =>
        Assert.Equal(kind, SqlFingerprint.Of(sql).Kind.ToString());

    [Fact]
    public void Needs_one_slot_for_an_insert_of_however_many_rows() => Assert.Single(
        Enumerable.Range(1, 200).Select(static rows => SqlFingerprint.Of("insert into t (a, b) values " + string.Join(", ", Enumerable.Range(0, rows).Select(static row => $"(@a{row}, @b{row})"))).Hash).Distinct());

    [Theory]
    [InlineData("select t.\"Id\" from t where t.\"Name\" = @name LIMIT 1", false)]
    [InlineData("select a from t order by a offset 20 limit 10", false)]
    [InlineData("select a from t fetch first 5 rows only", false)]
    [InlineData("SELECT EXISTS (\n    SELECT 1\n    FROM t WHERE a = @a)", false)]
    [InlineData("select a from t where b = 4711 limit 1", true)]
    [InlineData("select 4711", true)]
    [InlineData("update t set a = @8__locals1_state where id = @4__this_id", false)]
    [InlineData("select a from t limit '7'", true)]
    [InlineData("select a from t where first = 7", true)]
    public void Takes_numbers_of_rows_for_a_part_of_the_program_and_every_other_value_for_somebodys(string sql, bool literals) =>
        Assert.Equal(literals, SqlFingerprint.Of(sql).HasLiterals);

    [Theory]
    [InlineData("SET ROLE alice", "set role ?")]
    [InlineData("set session authorization \"bob smith\"", "set session authorization ?")]
    [InlineData("SET search_path TO tenant_acme, public", "set search_path to ?")]
    [InlineData("set local app.tenant = acme; select a from t where b = $1", "set local app.tenant = ? ; select a from t where b = ?")]
    [InlineData("set time zone 'Europe/Rome'", "set time zone ?")]
    [InlineData("set transaction isolation level serializable", "set transaction isolation level serializable")]
    [InlineData("reset role", "reset role")]
    [InlineData("listen tenant_42", "listen ?")]
    [InlineData("UNLISTEN *", "unlisten ?")]
    [InlineData("notify tenant_42, 'hello'", "notify ?")]
    [InlineData("savepoint alice_1", "savepoint ?")]
    [InlineData("release savepoint alice_1", "release ?")]
    [InlineData("declare alice_1 cursor for select a from t", "declare ? cursor for select a from t")]
    [InlineData("fetch 100 from alice_1", "fetch ?")]
    [InlineData("update t set a = b where c = $1", "update t set a = b where c = ?")]
    public void Takes_what_a_session_is_told_for_a_value(string sql, string text)
    {
        Assert.Equal(text, SqlNormalizer.TextOf(sql, 1_000));
        Assert.Equal(SqlFingerprint.Of(text.Replace("?", "other", StringComparison.Ordinal)).Hash, SqlFingerprint.Of(sql.Replace("$1", "other", StringComparison.Ordinal)).Hash);
        Assert.Equal(text.Contains('?', StringComparison.Ordinal) && !text.StartsWith("update", StringComparison.Ordinal), SqlFingerprint.Of(sql).HasLiterals);
    }

    [Theory]
    [InlineData("select 1", 1)]
    [InlineData("insert into a values (1); insert into b values (2);insert into c values (3);;", 3)]
    [InlineData("select ';' ; -- ; \n select $$;$$", 2)]
    [InlineData("", 0)]
    public void Counts_statements(string sql, int statements) => Assert.Equal(statements, SqlFingerprint.Of(sql).Statements);

    [Theory]
    [InlineData("  /* hint */ SELECT 1", "Query")]
    [InlineData("with a as (select 1) select * from a", "Query")]
    [InlineData("(select 1) union (select 2)", "Query")]
    [InlineData("create table t (a int)", "Definition")]
    [InlineData("set search_path = x", "Other")]
    [InlineData("call p()", "Procedure")]
    public void Knows_what_a_command_does(string sql, string kind) => Assert.Equal(kind, SqlFingerprint.Of(sql).Kind.ToString());

    [Fact]
    public void Writes_a_readable_text_without_literals() => Assert.Equal(
        "select o.id, \"Name\" from s.orders o where o.customer = ? and o.note like ? and o.id in(?) limit ?",
        SqlNormalizer.TextOf("SELECT o.id, \"Name\" FROM s.orders o\n WHERE o.customer=@c AND o.note LIKE '%secret%' AND o.id IN (1,2,3) LIMIT 10", 1_000));
}
