#nullable disable
using LinqToDB;
using LinqToDB.Data;
using Marten;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.Sql;

public static class Libraries
{
    [Expect("6.5", Flagged)] public static object Documents(IQuerySession session, string name) => session.QueryAsync<Row>("where data ->> 'N' = '" + name + "'");
    [Expect("6.5", Flagged)] public static void Queued(IDocumentSession session, string name) => session.QueueSqlCommand($"delete from rows where n = '{name}'");
    [Expect("6.5", Flagged)] public static object Sorted(IQuerySession session, string order) => session.Query<Row>().OrderBySql("data ->> '" + order + "'");
    [Expect("6.5", Flagged)] public static object Advanced(IQuerySession session, string name) => session.AdvancedSql.QueryAsync<Row>("select data from rows where n = '" + name + "'", CancellationToken.None);
    [Expect("6.5", Flagged)] public static object Linq(DataConnection db, string name) => db.Query<int>("select id from rows where n = '" + name + "'");
    [Expect("6.5", Flagged)] public static int LinqExecute(DataConnection db, string name) => db.Execute($"delete from rows where n = '{name}'");
    [Expect("6.5", Flagged)] public static object LinqRaw(DataConnection db, string name) => db.FromSql<Row>("select * from rows where n = '" + name + "'");
    [Expect("6.5", Flagged)] public static object LinqCommand(DataConnection db, string name) => new CommandInfo(db, "select '" + name + "'");
    [Expect("6.5", Clean)] public static object DocumentsByParameter(IQuerySession session, string name) => session.QueryAsync<Row>("where data ->> 'N' = ?", name);
    [Expect("6.5", Clean)] public static async Task<Row> DocumentsInTheLanguage(IDocumentSession session, string name) { var row = await session.Query<Row>().Where(row => row.N == name).FirstOrDefaultAsync(); session.Store(row); await session.SaveChangesAsync(); return await session.LoadAsync<Row>(name); }
    [Expect("6.5", Clean)] public static int LinqByParameter(DataConnection db, string name) => db.Execute("delete from rows where n = @name", new { name });
    [Expect("6.5", Clean)] public static object LinqInterpolated(DataConnection db, string name) => db.FromSql<Row>($"select * from rows where n = {name}");
    [Expect("6.5", Clean)] public static int LinqInTheLanguage(DataConnection db, string name) => db.GetTable<Row>().Where(row => row.N == name).Delete();
}
