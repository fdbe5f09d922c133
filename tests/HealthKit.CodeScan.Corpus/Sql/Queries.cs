#nullable disable
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Dapper;
using HealthKit.CodeScan.Corpus.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.Sql;

public enum Direction { Asc, Desc }

public static class Bad
{
    [Expect("6.5", Flagged)] public static object Concat(NpgsqlConnection c, string name) => new NpgsqlCommand("select * from t where n = '" + name + "'", c);
    [Expect("6.5", Flagged)] public static object Interpolated(NpgsqlConnection c, string name) => new NpgsqlCommand($"select * from t where n = '{name}'", c);
    [Expect("6.5", Flagged)] public static object Mixed(NpgsqlConnection c, string name, int id) => new NpgsqlCommand($"select * from t where n = '{name}' and id = {id}", c);
    [Expect("6.5", Flagged)] public static object Format(NpgsqlConnection c, string name) => new NpgsqlCommand(string.Format(CultureInfo.InvariantCulture, "select '{0}'", name), c);
    [Expect("6.5", Flagged)] public static void Text(DbCommand command, string name) => command.CommandText = "select '" + name + "'";
    [Expect("6.5", Flagged)] public static Task<IEnumerable<int>> Dapper(NpgsqlConnection c, string order) => c.QueryAsync<int>("select id from t order by " + order);
    [Expect("6.5", Flagged)] public static async Task<int> DapperAsync(NpgsqlConnection c, string name) { await Task.Yield(); var sql = $"delete from t where n = '{name}'"; await Task.Yield(); return await c.ExecuteAsync(sql); }
    [Expect("6.5", Flagged)] public static int Raw(DbContext db, string name) => db.Database.ExecuteSqlRaw($"delete from t where n = '{name}'");
    [Expect("6.5", Flagged)] public static object RawQuery(DbContext db, string name) => db.Database.SqlQueryRaw<int>("select 1 where '" + name + "' = ''");
    [Expect("6.5", Flagged)] public static object FromRaw(DbSet<Row> rows, string name) => rows.FromSqlRaw("select * from rows where n = '" + name + "'");
    [Expect("6.5", Flagged)] public static object Builder(NpgsqlConnection c, string name) { var text = new StringBuilder("select * from t"); if (name.Length > 0) text.Append(" where n = '").Append(name).Append('\''); return new NpgsqlCommand(text.ToString(), c); }
    [Expect("6.5", Flagged)] public static object BuilderInterpolated(NpgsqlConnection c, string name) { var text = new StringBuilder(); text.Append($"select '{name}'"); return new NpgsqlCommand(text.ToString(), c); }
    [Expect("6.5", Flagged)] public static object Loop(NpgsqlConnection c, string[] names) { var sql = "select * from t where 1 = 0"; foreach (var name in names) sql += " or n = '" + name + "'"; return new NpgsqlCommand(sql, c); }
    [Expect("6.5", Flagged)] public static object Source(NpgsqlDataSource s, string name) => s.CreateCommand("select '" + name + "'");
    [Expect("6.5", Flagged)] public static object Batch(string name) => new NpgsqlBatchCommand("select '" + name + "'");
    [Expect("6.5", Flagged)] public static object Joined(NpgsqlConnection c, List<string> names) => new NpgsqlCommand("select * from t where n in ('" + string.Join("','", names) + "')", c);
    [Expect("6.5", Flagged)] public static object Replaced(NpgsqlConnection c, string name) => new NpgsqlCommand("select '@name'".Replace("@name", name), c);
    [Expect("6.5", Flagged)] public static object Definition(string name) => new CommandDefinition("select '" + name + "'");
    [Expect("6.5", Flagged)] public static object Helper(NpgsqlConnection c, string name) => new NpgsqlCommand("select " + Quote(name), c);
    [Expect("6.5", Flagged)] public static object Sometimes(NpgsqlConnection c, string name) { var sql = "select 1"; if (name is not null) sql = "select '" + name + "'"; return new NpgsqlCommand(sql, c); }
    [Expect("6.5", Flagged)] public static object Wrapped(NpgsqlConnection c, string name) => Good.Run(c, "select '" + name + "'");
    [Expect("6.5", Flagged)] public static object Created(NpgsqlConnection c, string name) => new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"select '{name}'"), c);
    [Expect("6.5", Flagged)] public static object Lambda(NpgsqlConnection c, string[] names) => names.Select(name => new NpgsqlCommand("select '" + name + "'", c)).ToList();
    [Expect("6.5", Flagged)] public static object Selected(NpgsqlConnection c, string[] names) => new NpgsqlCommand("select " + string.Join(",", names.Select(n => "'" + n + "'")), c);
    [Expect("6.5", Flagged)] public static int Factory(DbContext db, string name) => db.Database.ExecuteSql(FormattableStringFactory.Create("delete from t where n = '" + name + "'"));
    [Expect("6.5", Flagged)] public static object Adapter(NpgsqlConnection c, string name) => new NpgsqlDataAdapter("select '" + name + "'", c);
    [Expect("6.5", Flagged)] public static object Overload(NpgsqlConnection c, IOverloaded texts, string name) => new NpgsqlCommand(texts.Text(name), c);
    [Expect("6.5", Flagged)] public static object Inherited(NpgsqlConnection c, ITextSource texts, string name) => new NpgsqlCommand(texts.Text(name), c);
    [Expect("6.5", Flagged)] public static object Grandchild(NpgsqlConnection c, TextBase texts, string name) => new NpgsqlCommand(texts.Text(name), c);
    [Expect("6.5", Flagged)] public static object Reassigned(NpgsqlConnection c, string name) { Last = name; return new NpgsqlCommand("select '" + Last + "'", c); }
    [Expect("6.5", Flagged)] public static object Exchanged(NpgsqlConnection c, string name) { Interlocked.Exchange(ref Swapped, name); return new NpgsqlCommand("select '" + Swapped + "'", c); }
    [Expect("6.5", Flagged)] public static object Property(NpgsqlConnection c, Named named) => new NpgsqlCommand("select * from " + named.Settable, c);
    [Expect("6.5", Flagged)] public static object Initialised(NpgsqlConnection c, Named named) => new NpgsqlCommand("select * from " + named.Initial, c);
    [Expect("6.5", Flagged)] public static IEnumerable<object> Yielded(NpgsqlConnection c, string name) { yield return 1; yield return new NpgsqlCommand("select '" + name + "'", c); }
    [Expect("6.5", Flagged)] public static IEnumerable<object> YieldedLast(NpgsqlConnection c, string[] names) { foreach (var name in names) { yield return name; var command = new NpgsqlCommand("select '" + name + "'", c); yield return command; } }
    [Expect("6.5", Flagged)] public static async IAsyncEnumerable<object> YieldedLater(NpgsqlConnection c, string name) { yield return 1; await Task.Yield(); yield return 2; yield return new NpgsqlCommand("select '" + name + "'", c); }
    [Expect("8.3", Flagged)] private static string Last = "";
    [Expect("8.3", Flagged)] private static string Swapped = "";
    private static string Quote(string text) => "'" + text + "'";
}

public interface ITextSource { string Text(string name); }

public sealed class PlainText : ITextSource { public string Text(string name) => "select 1"; }

public class MixedBase { public string Text(string name) => "select '" + name + "'"; }

public sealed class MixedText : MixedBase, ITextSource;

public interface IOverloaded { string Text(int id); string Text(string name); }

public sealed class Overloaded : IOverloaded
{
    public string Text(int id) => "select " + id;
    public string Text(string name) => "select '" + name + "'";
}

public abstract class TextBase { public abstract string Text(string name); }

public abstract class TextMiddle : TextBase;

public sealed class TextLeaf : TextMiddle { public override string Text(string name) => "select '" + name + "'"; }

public sealed class TextSibling : TextBase { public override string Text(string name) => "select 1"; }

public sealed class Named
{
    public string Fixed { get; } = "t";
    public string Settable { get; set; } = "t";
    public string Initial { get; init; } = "t";
}

public sealed class Row { public int Id { get; set; } public string N { get; set; } }

public sealed record Search(string Term);

public static class Good
{
    private const string Table = "t";
    private static readonly string Columns = "id, " + "n";
    private static readonly string[] Orders = ["id", "n"];
    [Expect("6.5", Clean)] public static object Constant(NpgsqlConnection c) => new NpgsqlCommand("select 1", c);
    [Expect("6.5", Clean)] public static IEnumerable<object> Yielded(NpgsqlConnection c, string name) { var sql = "select 1"; yield return new NpgsqlCommand(sql, c); var other = name; yield return other; sql = "select 2"; yield return new NpgsqlCommand(sql, c) { Parameters = { new() { Value = other } } }; }
    [Expect("6.5", Clean)] public static object Parameter(NpgsqlConnection c, string name) => new NpgsqlCommand("select * from t where n = $1", c) { Parameters = { new() { Value = name } } };
    [Expect("6.5", Clean)] public static object Const(NpgsqlConnection c) => new NpgsqlCommand($"select * from {Table}", c);
    [Expect("6.5", Clean)] public static object Static(NpgsqlConnection c) => new NpgsqlCommand("select " + Columns + " from t", c);
    [Expect("6.5", Clean)] public static object Numbers(NpgsqlConnection c, int id, Guid key, DateTime at) => new NpgsqlCommand($"select * from t where id = {id} and k = '{key}' and at > '{at:O}'", c);
    [Expect("6.5", Clean)] public static object Number(NpgsqlConnection c, long id) => new NpgsqlCommand("select * from t where id = " + id.ToString(CultureInfo.InvariantCulture), c);
    [Expect("6.5", Clean)] public static object Enum(NpgsqlConnection c, Direction d) => new NpgsqlCommand($"select * from t order by id {d}", c);
    [Expect("6.5", Clean)] public static object Ternary(NpgsqlConnection c, bool down) => new NpgsqlCommand("select * from t order by id " + (down ? "desc" : "asc"), c);
    [Expect("6.5", Clean)] public static object Switch(NpgsqlConnection c, string sort) => new NpgsqlCommand("select * from t order by " + sort switch { "n" => "n", _ => "id" }, c);
    [Expect("6.5", Clean)] public static object Element(NpgsqlConnection c, int i) => new NpgsqlCommand("select * from t order by " + Orders[i], c);
    [Expect("6.5", Clean)] public static object Private(NpgsqlConnection c) => new NpgsqlCommand(Count("t"), c);
    [Expect("6.5", Clean)] public static object Private2(NpgsqlConnection c) => new NpgsqlCommand(Count("u"), c);
    [Expect("6.5", Clean)] public static object Caller(NpgsqlConnection c) => Run(c, "select 1");
    [Expect("6.5", Clean)] public static object Builder(NpgsqlConnection c, bool more, int limit) { var text = new StringBuilder("select * from t"); if (more) text.Append(" where n = @n"); text.Append(" limit ").Append(limit); return new NpgsqlCommand(text.ToString(), c); }
    [Expect("6.5", Clean)] public static object Holes(NpgsqlConnection c, int[] ids) => new NpgsqlCommand("select * from t where id in (" + string.Join(",", ids.Select((_, i) => "@p" + i)) + ")", c);
    [Expect("6.5", Clean)] public static object Conditions(NpgsqlConnection c, string n, int? id) { var where = new List<string> { "1 = 1" }; if (n is not null) where.Add("n = @n"); if (id > 0) where.Add($"id = {id.Value}"); return new NpgsqlCommand("select * from t where " + string.Join(" and ", where), c); }
    [Expect("6.5", Clean)] public static object Interpolated(DbSet<Row> rows, string name) => rows.FromSql($"select * from rows where n = {name}");
    [Expect("6.5", Clean)] public static int InterpolatedExecute(DbContext db, string name) => db.Database.ExecuteSql($"delete from rows where n = {name}");
    [Expect("6.5", Clean)] public static Task<IEnumerable<int>> Dapper(NpgsqlConnection c, string name) => c.QueryAsync<int>("select id from t where n = @name", new { name });
    [Expect("6.5", Clean)] public static async Task<int> Awaited(NpgsqlConnection c, string n) { var sql = "select 1"; await Task.Yield(); if (n is not null) sql += " where n = @n"; return await c.ExecuteAsync(sql, new { n }); }
    [Expect("6.5", Clean)] public static object Captured(NpgsqlConnection c, int[] ids) { var sql = "select * from t where id = @id"; return ids.Select(id => c.Execute(sql, new { id })).ToList(); }
    [Expect("6.5", Clean)] public static object NameOf(NpgsqlConnection c) => new NpgsqlCommand($"select {nameof(Row.N)} from {typeof(Row).Name}", c);
    [Expect("6.5", Clean)] public static int Factory(DbContext db, string name) => db.Database.ExecuteSql(FormattableStringFactory.Create("delete from t where n = {0}", name));
    [Expect("6.5", Clean)] public static int Held(DbContext db, FormattableString statement) => db.Database.ExecuteSql(statement);
    [Expect("6.5", Clean)] public static object Adapter(NpgsqlConnection c) => new NpgsqlDataAdapter("select 1", c);
    [Expect("6.5", Clean)] public static object NeverReassigned(NpgsqlConnection c) => new NpgsqlCommand("select * from " + Loose, c);
    [Expect("6.5", Clean)] public static object GetOnly(NpgsqlConnection c, Named named) => new NpgsqlCommand("select * from " + named.Fixed, c);
    private static string Loose = "t";
    [Expect("6.5", Clean)] public static string NoQuery(string name) => "hello " + name;
    public static object Run(NpgsqlConnection c, string sql) => new NpgsqlCommand(sql, c);
    private static string Count(string table) => "select count(*) from " + table;
}

public sealed class Unclear(Func<string> make)
{
    [Expect("6.5", Unresolved)] public object FromFunc(NpgsqlConnection c) => new NpgsqlCommand(make(), c);
    [Expect("6.5", Unresolved)] public object FromFile(NpgsqlConnection c) => new NpgsqlCommand(File.ReadAllText("a.sql"), c);
    [Expect("6.5", Unresolved)] public object FromSettings(NpgsqlConnection c, IConfiguration settings) => new NpgsqlCommand("select * from " + settings["Schema"] + ".t", c);
    [Expect("6.5", Unresolved)] public object FromRequest(NpgsqlConnection c, Search search) => new NpgsqlCommand(search.Term, c);
    [HealthKitAccepted("6.5", "written by the operator"), Expect("6.5", Accepted)] public object Operator(NpgsqlConnection c, string schema) => new NpgsqlCommand("select * from " + schema + ".t", c);
}
