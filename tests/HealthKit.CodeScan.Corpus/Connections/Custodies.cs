#nullable disable
using System.Net.Http.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.Connections;

public sealed class Row
{
    public int Id { get; set; }
}

public sealed class Shop(DbContextOptions options) : DbContext(options)
{
    public DbSet<Row> Rows => Set<Row>();
}

public interface IPayments
{
    Task PayAsync(int id);
}

/// <summary>A typed client.</summary>
public sealed class Payments(HttpClient http) : IPayments
{
    public async Task PayAsync(int id) => await SendAsync(id);

    private Task<HttpResponseMessage> SendAsync(int id) => http.PostAsJsonAsync("/pay", id);
}

/// <summary>Calls out while a connection is held.</summary>
public sealed class Holding(NpgsqlDataSource source, HttpClient http, Shop db, IPayments payments, NpgsqlConnection scoped)
{
    [Expect("4.9", Flagged)] public async Task Using() { await using var c = await source.OpenConnectionAsync(); var n = await c.ExecuteAsync("select 1"); await http.GetAsync("/" + n); }
    [Expect("4.9", Flagged)] public int Sync() { using var c = source.OpenConnection(); using var answer = http.Send(new HttpRequestMessage()); return c.Execute("select 1"); }
    [Expect("4.9", Flagged)] public async Task Json() { using var c = source.OpenConnection(); await http.GetFromJsonAsync<int>("/n"); }
    [Expect("4.9", Flagged)] public async Task Text() { await using var c = new NpgsqlConnection("Host=shop"); await c.OpenAsync(); await http.GetStringAsync("/n"); }
    [Expect("4.9", Flagged)] public async Task Typed() { await using var c = await source.OpenConnectionAsync(); await payments.PayAsync(1); }
    [Expect("4.9", Flagged)] public async Task Helper() { await using var c = await source.OpenConnectionAsync(); await NotifyAsync(); }
    [Expect("4.9", Flagged)] public async Task Loop(int[] ids) { await using var c = await source.OpenConnectionAsync(); foreach (var id in ids) { await c.ExecuteAsync("select @id", new { id }); await http.PostAsync("/x", null); } }
    [Expect("4.9", Flagged)] public async Task Transaction() { await using var t = await db.Database.BeginTransactionAsync(); await db.SaveChangesAsync(); await payments.PayAsync(1); await t.CommitAsync(); }
    [Expect("4.9", Flagged)] public void SyncTransaction() { using var t = db.Database.BeginTransaction(); db.SaveChanges(); http.Send(new HttpRequestMessage()); t.Commit(); }
    [Expect("4.9", Flagged)] public async Task Stream() { await foreach (var row in db.Rows.AsAsyncEnumerable()) { await payments.PayAsync(row.Id); } }
    [Expect("4.9", Flagged)] public async Task StreamOfSet() { await foreach (var row in db.Rows) { await http.GetAsync("/" + row.Id); } }
    [Expect("4.9", Flagged)] public async Task SyncStream() { foreach (var row in db.Rows.Where(static row => row.Id > 1)) { await http.GetAsync("/" + row.Id); } }
    [Expect("4.9", Flagged)] public async Task Reader() { await using var reader = await source.CreateCommand("select 1").ExecuteReaderAsync(); while (await reader.ReadAsync()) { await http.GetAsync("/x"); } }
    [Expect("4.9", Flagged)] public async Task OpenContext() { await db.Database.OpenConnectionAsync(); await http.GetAsync("/x"); await db.Database.CloseConnectionAsync(); }
    [Expect("4.9", Flagged)] public async Task OpenScoped() { await scoped.OpenAsync(); await http.GetAsync("/x"); }
    [Expect("4.9", Flagged)] public async Task Factory(Factory factory) { await using var c = await factory.OpenAsync(); await http.DeleteAsync("/x"); }
    [Expect("4.9", Flagged)] public async Task InTry() { var c = await source.OpenConnectionAsync(); try { await c.ExecuteAsync("select 1"); } catch (NpgsqlException) { await http.GetAsync("/failed"); throw; } finally { await c.DisposeAsync(); } }
    [Expect("4.9", Flagged)] public async Task OnePath(bool notify) { await using var c = await source.OpenConnectionAsync(); if (notify) { await NotifyAsync(); } }
    [Expect("4.9", Flagged)] public async Task Own() { await foreach (var n in StreamAsync()) { await http.GetAsync("/" + n); } }
    [Expect("4.9", Flagged)] public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/hold", async (NpgsqlDataSource data, HttpClient client) => { await using var c = await data.OpenConnectionAsync(); await client.GetAsync("/x"); return await c.ExecuteScalarAsync<int>("select 1"); });
    [Expect("4.9", Flagged)] public async Task All(int[] ids) { await using var c = await source.OpenConnectionAsync(); await Task.WhenAll(ids.Select(id => http.GetAsync("/" + id))); }
    [HealthKitAccepted("4.9", "the lock must span the call"), Expect("4.9", Accepted)] public async Task Meant() { await using var c = await source.OpenConnectionAsync(); await http.GetAsync("/x"); }
    [Expect("4.9", Flagged)] public async Task Retried(int id) { await using var c = await source.OpenConnectionAsync(); await RetryAsync(() => http.GetAsync("/" + id)); }
    [Expect("4.9", Flagged)] public async Task RetriedByHelper(int id) { await using var c = await source.OpenConnectionAsync(); await CallAsync(id); }
    [Expect("4.9", Unresolved)] public async Task Queued(List<Func<Task>> later) { await using var c = await source.OpenConnectionAsync(); Later(later, () => http.GetAsync("/x")); await c.ExecuteAsync("select 1"); }
    [Expect("4.9", Unresolved)] public async Task Next(Func<Task> next) { await using var t = await db.Database.BeginTransactionAsync(); await next(); await t.CommitAsync(); }

    [Expect("4.9", Flagged)] public async Task AllAtLast(int[] ids) { await using var c = await source.OpenConnectionAsync(); var calls = ids.Where(static id => id > 0).Select(id => http.GetAsync("/" + id)); await c.ExecuteAsync("select 1"); await Task.WhenAll(calls); }
    [Expect("4.9", Flagged)] public async Task Listed(int[] ids) { await using var c = await source.OpenConnectionAsync(); var calls = ids.Select(id => http.GetStringAsync("/" + id)).ToList(); await Task.WhenAll(calls); }
    [Expect("4.9", Flagged)] public bool Asked(int[] ids) { using var c = source.OpenConnection(); return ids.Any(id => http.Send(new HttpRequestMessage()).IsSuccessStatusCode); }
    [Expect("4.9", Flagged)] public async Task EachOf(int[] ids) { await using var c = await source.OpenConnectionAsync(); foreach (var call in ids.Select(id => http.GetAsync("/" + id))) { await call; } }
    [Expect("4.9", Flagged)] public void EachOfList(List<int> ids) { using var c = source.OpenConnection(); ids.ForEach(id => http.Send(new HttpRequestMessage())); }
    [Expect("4.9", Flagged)] public async Task InParallel(int[] ids) { await using var c = await source.OpenConnectionAsync(); await Parallel.ForEachAsync(ids, async (id, token) => await http.GetAsync("/" + id, token)); }
    [Expect("4.9", Flagged)] public async Task AllByHelper(int[] ids) { await using var c = await source.OpenConnectionAsync(); await AllAsync(ids); }
    [Expect("4.9", Unresolved)] public async Task Described(int[] ids) { IEnumerable<Task<string>> calls; await using (var c = await source.OpenConnectionAsync()) { calls = ids.Select(id => http.GetStringAsync("/" + id)); } await Task.WhenAll(calls); }
    [Expect("4.9", Unresolved)] public void DescribedFilter(int[] ids) { IEnumerable<int> there; using (var c = source.OpenConnection()) { c.Execute("select 1"); there = ids.Where(id => http.Send(new HttpRequestMessage()).IsSuccessStatusCode); } foreach (var id in there) { Console.WriteLine(id); } }
    [Expect("4.9", Unresolved)] public async Task DescribedByHelper(int[] ids) { IEnumerable<Task<string>> calls; await using (var c = await source.OpenConnectionAsync()) { calls = Calls(ids); } await Task.WhenAll(calls); }
    [Expect("4.9", Unresolved)] public async Task Forgotten(int id) { await using var c = await source.OpenConnectionAsync(); _ = Task.Run(() => http.PostAsync("/" + id, null)); await c.ExecuteAsync("select 1"); }
    [Expect("4.9", Unresolved)] public async Task Started(int id) { await using var c = await source.OpenConnectionAsync(); _ = Task.Factory.StartNew(() => http.PostAsync("/" + id, null)); await c.ExecuteAsync("select 1"); }
    [Expect("4.9", Unresolved)] public async Task ForgottenByHelper(int[] ids) { await using var c = await source.OpenConnectionAsync(); Forget(ids); await c.ExecuteAsync("select 1"); }

    public async IAsyncEnumerable<int> StreamAsync() { await using var c = await source.OpenConnectionAsync(); await foreach (var n in c.QueryUnbufferedAsync<int>("select 1")) { yield return n; } }

    private static void Later(List<Func<Task>> later, Func<Task> work) => later.Add(work);

    private static async Task<HttpResponseMessage> RetryAsync(Func<Task<HttpResponseMessage>> send) { while (true) { var answer = await send(); if (answer.IsSuccessStatusCode) { return answer; } } }

    private IEnumerable<Task<string>> Calls(int[] ids) { var some = ids.ToList(); return some.Select(id => http.GetStringAsync("/" + id)); }

    private Task AllAsync(int[] ids) => Task.WhenAll(ids.Select(id => http.GetAsync("/" + id)));

    private void Forget(int[] ids) { var some = ids.Where(static id => id > 0).ToList(); _ = Task.Run(() => http.PostAsync("/" + some.Count, null)); }

    private Task<HttpResponseMessage> CallAsync(int id) => RetryAsync(() => http.GetAsync("/" + id));

    private Task<HttpResponseMessage> NotifyAsync() => http.GetAsync("/notify");
}

/// <summary>Calls out before or after.</summary>
public sealed class Releasing(NpgsqlDataSource source, HttpClient http, Shop db, IPayments payments)
{
    [Expect("4.9", Clean)] public async Task After() { int n; await using (var c = await source.OpenConnectionAsync()) { n = await c.ExecuteAsync("select 1"); } await http.GetAsync("/" + n); }
    [Expect("4.9", Clean)] public async Task Before() { await http.GetAsync("/x"); await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); }
    [Expect("4.9", Clean)] public async Task Closed() { await using var c = await source.OpenConnectionAsync(); var n = await c.ExecuteAsync("select 1"); await c.CloseAsync(); await http.GetAsync("/" + n); }
    [Expect("4.9", Clean)] public async Task NotOpened() { await using var c = new NpgsqlConnection("Host=shop"); var n = await c.ExecuteAsync("select 1"); await http.GetAsync("/" + n); }
    [Expect("4.9", Clean)] public async Task Committed() { await using var t = await db.Database.BeginTransactionAsync(); await db.SaveChangesAsync(); await t.CommitAsync(); await payments.PayAsync(1); }
    [Expect("4.9", Clean)] public async Task ReadAll() { foreach (var row in await db.Rows.ToListAsync()) { await payments.PayAsync(row.Id); } }
    [Expect("4.9", Clean)] public async Task ReadAllSync() { foreach (var row in db.Rows.ToList()) { await payments.PayAsync(row.Id); } }
    [Expect("4.9", Clean)] public async Task ClosedContext() { await db.Database.OpenConnectionAsync(); await db.Database.CloseConnectionAsync(); await http.GetAsync("/x"); }
    [Expect("4.9", Clean)] public async Task StreamOnly() { await foreach (var row in db.Rows.AsAsyncEnumerable()) { Console.WriteLine(row.Id); } await http.GetAsync("/x"); }
    [Expect("4.9", Clean)] public async Task ReaderThenCall() { var n = 0; await using (var reader = await source.CreateCommand("select 1").ExecuteReaderAsync()) { while (await reader.ReadAsync()) { n++; } } await http.GetAsync("/" + n); }
    [Expect("4.9", Clean)] public async Task OtherBranch(bool remote) { if (remote) { await http.GetAsync("/x"); } else { await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); } }
    [Expect("4.9", Clean)] public async Task Each(int[] ids) { foreach (var id in ids) { int n; await using (var c = await source.OpenConnectionAsync()) { n = await c.ExecuteAsync("select @id", new { id }); } await http.GetAsync("/" + n); } }
    [Expect("4.9", Clean)] public async Task Scalar() { await source.CreateCommand("select 1").ExecuteScalarAsync(); await http.GetAsync("/x"); }
    [Expect("4.9", Clean)] public async Task Helper() { var n = await CountAsync(); await http.GetAsync("/" + n); }
    [Expect("4.9", Clean)] public async Task Finally() { var c = await source.OpenConnectionAsync(); try { await c.ExecuteAsync("select 1"); } finally { await c.DisposeAsync(); } await http.GetAsync("/x"); }
    [Expect("4.9", Clean)] public async Task RetriedQuery() { await using var c = await source.OpenConnectionAsync(); await AgainAsync(() => c.ExecuteAsync("select 1")); }
    [Expect("4.9", Clean)] public async Task RequestBuilt() { await using var c = await source.OpenConnectionAsync(); using var request = new HttpRequestMessage(HttpMethod.Get, "/x"); await c.ExecuteAsync("select 1"); }

    private static async Task<int> AgainAsync(Func<Task<int>> work) { while (true) { if (await work() is var done and > 0) { return done; } } }

    private async Task<int> CountAsync() { await using var c = await source.OpenConnectionAsync(); return await c.ExecuteAsync("select 1"); }
}
