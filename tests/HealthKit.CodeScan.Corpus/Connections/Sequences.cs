#nullable disable
using Dapper;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.Connections;

/// <summary>Sequences that are read late, and helpers that read one of several.</summary>
public sealed class Sequences(NpgsqlDataSource source, HttpClient http, Shop db, string settings)
{
    [Expect("4.9", Flagged)] public List<int> Mapped() => Rows().Select(n => (int)http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + n)).StatusCode).ToList();
    [Expect("4.9", Flagged)] public bool Asked() => db.Rows.AsEnumerable().Where(static row => row.Id > 1).Any(row => http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + row.Id)).IsSuccessStatusCode);
    [Expect("4.9", Flagged)] public async Task<int> MappedEach() { var n = 0; foreach (var call in db.Rows.AsEnumerable().Select(row => http.GetAsync("/" + row.Id))) { await call; n++; } return n; }
    [Expect("4.9", Clean)] public List<int> MappedList() => Rows().ToList().Select(n => (int)http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + n)).StatusCode).ToList();
    [Expect("4.9", Clean)] public bool AskedList() => db.Rows.ToList().Any(row => http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + row.Id)).IsSuccessStatusCode);
    [Expect("4.9", Clean)] public List<int> MappedPlainly() => Rows().Select(static n => n * 2).ToList();
    [Expect("4.9", Flagged)] public void ReadByHelper(int[] ids) { using var c = source.OpenConnection(); Read(ids.Select(id => http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + id))), ids); }
    [Expect("4.9", Flagged)] public void ReadByHelperInLoop(int[] ids) { using var c = source.OpenConnection(); ReadInLoop(ids, ids.Select(id => http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + id)))); }
    [Expect("4.9", Unresolved)] public async Task OtherRead(int[] ids) { IEnumerable<Task<string>> calls; await using (var c = await source.OpenConnectionAsync()) { calls = Other(ids.Select(id => http.GetStringAsync("/" + id)), ids); } await Task.WhenAll(calls); }
    [Expect("4.9", Unresolved)] public async Task OtherReadInHelper(int[] ids) { IEnumerable<Task<string>> calls; await using (var c = await source.OpenConnectionAsync()) { calls = Kept(ids); } await Task.WhenAll(calls); }
    [Expect("4.9", Unresolved)] public void LaterAndNow(List<Func<Task>> later) { using var c = source.OpenConnection(); Both(later, () => http.GetAsync("/x"), static () => Console.WriteLine("now")); }
    [Expect("4.9", Flagged)] public void NowAndLater(List<Func<Task>> later) { using var c = source.OpenConnection(); Both(later, static () => Task.CompletedTask, () => http.Send(new HttpRequestMessage())); }
    [Expect("4.9", Unresolved)] public void LaterByHelper(List<Func<Task>> later) { using var c = source.OpenConnection(); Queue(later); }
    [Expect("4.9", Flagged)] public void Added(int[] ids, List<HttpResponseMessage> all) { using var c = source.OpenConnection(); all.AddRange(ids.Select(id => http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + id)))); }
    [Expect("4.9", Flagged)] public int MadeList(int[] ids) { using var c = source.OpenConnection(); var all = new List<HttpResponseMessage>(ids.Select(id => http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + id)))); return all.Count; }
    [Expect("4.9", Flagged)] public string Text(int[] ids) { using var c = source.OpenConnection(); return string.Join(",", ids.Select(id => http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + id)).StatusCode)); }
    [Expect("4.9", Clean)] public string TextOnly(int[] ids) { var all = string.Join(",", ids.Select(id => http.Send(new HttpRequestMessage(HttpMethod.Get, "/" + id)).StatusCode)); using var c = source.OpenConnection(); c.Execute("select @all", new { all }); return all; }
    [Expect("4.9", Flagged)] public async Task Unbuffered() { using var c = new NpgsqlConnection(settings); foreach (var n in c.Query<int>("select 1", buffered: false)) { await http.GetAsync("/" + n); } }
    [Expect("4.9", Clean)] public async Task Buffered() { using var c = new NpgsqlConnection(settings); foreach (var n in c.Query<int>("select 1", buffered: true)) { await http.GetAsync("/" + n); } }
    [Expect("4.9", Clean)] public async Task BufferedByDefault() { using var c = new NpgsqlConnection(settings); foreach (var n in c.Query<int>("select 1")) { await http.GetAsync("/" + n); } }
    [Expect("4.8", Flagged)] public int EnumeratorLeft() { var rows = Rows().GetEnumerator(); return rows.MoveNext() ? rows.Current : 0; }
    [Expect("4.8", Clean)] public int EnumeratorUsed() { using var rows = Rows().GetEnumerator(); return rows.MoveNext() ? rows.Current : 0; }
    [Expect("4.8", Flagged)] public async Task<int> AsyncEnumeratorLeft() { var rows = RowsAsync().GetAsyncEnumerator(); return await rows.MoveNextAsync() ? rows.Current : 0; }
    [Expect("4.8", Clean)] public async Task<int> AsyncEnumeratorUsed() { await using var rows = RowsAsync().GetAsyncEnumerator(); return await rows.MoveNextAsync() ? rows.Current : 0; }
    [Expect("4.8", Clean)] public async Task<int> AsyncEach() { var sum = 0; await foreach (var n in RowsAsync().ConfigureAwait(false)) { if (n < 0) { break; } sum += n; } return sum; }
    [Expect("4.8", Clean)] public int FirstOne() => Rows().First();
    [Expect("4.8", Clean)] public int[] AllOfThem() { var all = new List<int>(); foreach (var n in Rows()) { if (n > 9) { return [n]; } all.Add(n); } return [.. all]; }

    private IEnumerable<int> Rows() { using var c = source.OpenConnection(); using var command = new NpgsqlCommand("select 1", c); using var reader = command.ExecuteReader(); while (reader.Read()) { yield return reader.GetInt32(0); } }

    private async IAsyncEnumerable<int> RowsAsync() { await using var c = await source.OpenConnectionAsync(); await using var command = new NpgsqlCommand("select 1", c); await using var reader = await command.ExecuteReaderAsync(); while (await reader.ReadAsync()) { yield return reader.GetInt32(0); } }

    private static List<T> Read<T>(IEnumerable<T> all, int[] others) => others.Length == 0 ? [] : all.ToList();

    private static int ReadInLoop<T>(int[] others, IEnumerable<T> all) { var n = others.Length; foreach (var each in all) { n++; } return n; }

    private static IEnumerable<T> Other<T>(IEnumerable<T> all, int[] others) { Console.WriteLine(others.ToList().Count); return all; }

    private static IEnumerable<T> Keep<T>(IEnumerable<T> all, List<int> others) => others.Count == 0 ? null : all;

    private IEnumerable<Task<string>> Kept(int[] ids) => Keep(ids.Select(id => http.GetStringAsync("/" + id)), ids.ToList());

    private static void Both(List<Func<Task>> later, Func<Task> then, Action now) { now(); later.Add(then); }

    private void Queue(List<Func<Task>> later) => Both(later, () => http.GetAsync("/x"), static () => Console.WriteLine("now"));
}
