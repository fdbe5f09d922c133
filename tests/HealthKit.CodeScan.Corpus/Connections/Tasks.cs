#nullable disable
using Dapper;
using Npgsql;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.Connections;

/// <summary>Tasks that are started and joined, or not, and delegates that are run.</summary>
public sealed class Tasks(NpgsqlDataSource source, HttpClient http, string settings)
{
    [Expect("4.9", Flagged)] public async Task Run() { await using var c = await source.OpenConnectionAsync(); await Task.Run(() => http.GetAsync("/x")); }
    [Expect("4.9", Flagged)] public async Task RunAsync(int id) { await using var c = await source.OpenConnectionAsync(); await Task.Run(async () => { var answer = await http.GetAsync("/" + id); return answer.StatusCode; }); }
    [Expect("4.9", Flagged)] public void RunAndWait() { using var c = source.OpenConnection(); Task.Run(() => http.Send(new HttpRequestMessage())).Wait(); }
    [Expect("4.9", Flagged)] public string RunResult() { using var c = source.OpenConnection(); return Task.Run(() => http.GetStringAsync("/x")).Result; }
    [Expect("4.9", Flagged)] public string RunBlocking() { using var c = source.OpenConnection(); return Task.Run(() => http.GetStringAsync("/x")).GetAwaiter().GetResult(); }
    [Expect("4.9", Flagged)] public async Task RunConfigured() { await using var c = await source.OpenConnectionAsync(); await Task.Run(() => http.GetAsync("/x")).ConfigureAwait(false); }
    [Expect("4.9", Flagged)] public async Task RunLater() { await using var c = await source.OpenConnectionAsync(); var call = Task.Run(() => http.GetAsync("/x")); await c.ExecuteAsync("select 1"); await call; }
    [Expect("4.9", Flagged)] public async Task StartedAndUnwrapped() { await using var c = await source.OpenConnectionAsync(); await Task.Factory.StartNew(() => http.GetAsync("/x")).Unwrap(); }
    [Expect("4.9", Flagged)] public async Task StartedSync() { await using var c = await source.OpenConnectionAsync(); await Task.Factory.StartNew(() => http.Send(new HttpRequestMessage())); }
    [Expect("4.9", Unresolved)] public async Task StartedNotUnwrapped() { await using var c = await source.OpenConnectionAsync(); await Task.Factory.StartNew(() => http.GetAsync("/x")); await c.ExecuteAsync("select 1"); }
    [Expect("4.9", Flagged)] public async Task Two() { await using var c = await source.OpenConnectionAsync(); await Task.WhenAll(Task.Run(() => http.GetAsync("/a")), Task.Run(() => http.GetAsync("/b"))); }
    [Expect("4.9", Flagged)] public async Task Listed(int[] ids) { await using var c = await source.OpenConnectionAsync(); var calls = new List<Task>(); foreach (var id in ids) { calls.Add(Task.Run(() => http.GetAsync("/" + id))); } await Task.WhenAll(calls); }
    [Expect("4.9", Flagged)] public void WaitedForAll() { using var c = source.OpenConnection(); Task[] calls = [Task.Run(() => http.GetAsync("/a")), Task.Run(() => http.GetAsync("/b"))]; Task.WaitAll(calls); }
    [Expect("4.9", Flagged)] public async Task Each(int[] ids) { await using var c = await source.OpenConnectionAsync(); await Task.WhenAll(ids.Select(id => Task.Run(() => http.GetAsync("/" + id)))); }
    [Expect("4.9", Flagged)] public async Task ByHelper() { await using var c = await source.OpenConnectionAsync(); await StartedAsync(); }
    [Expect("4.9", Flagged)] public async Task ByAwaitingHelper() { await using var c = await source.OpenConnectionAsync(); await AwaitedAsync(); }
    [Expect("4.9", Flagged)] public async Task ByHelperThatAwaitsLater() { await using var c = await source.OpenConnectionAsync(); await AwaitedLaterAsync(); }
    [Expect("4.9", Unresolved)] public async Task ForgottenForEach(int[] ids) { await using var c = await source.OpenConnectionAsync(); _ = Parallel.ForEachAsync(ids, async (id, token) => await http.GetAsync("/" + id, token)); await c.ExecuteAsync("select 1"); }
    [Expect("4.9", Unresolved)] public async Task AwaitedAfterRelease() { Task call; await using (var c = await source.OpenConnectionAsync()) { call = Task.Run(() => http.GetAsync("/x")); await c.ExecuteAsync("select 1"); } await call; }
    [Expect("4.9", Clean)] public async Task RunBefore() { var text = await Task.Run(() => http.GetStringAsync("/x")); await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select @text", new { text }); Console.WriteLine(text); }
    [Expect("4.9", Clean)] public async Task RunAfter() { await using (var c = await source.OpenConnectionAsync()) { await c.ExecuteAsync("select 1"); } await Task.Run(() => http.GetAsync("/x")); }
    [Expect("4.9", Clean)] public async Task RunQuery() { await using var c = await source.OpenConnectionAsync(); await Task.Run(() => c.Execute("select 1")); }
    [Expect("4.9", Flagged)] public async Task AwaitedWhileHeld() { var call = http.GetAsync("/x"); await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); await call; }
    [Expect("4.9", Flagged)] public async Task HelperAwaitedWhileHeld() { var call = NotifyAsync(); await using var c = await source.OpenConnectionAsync(); await call; }
    [Expect("4.9", Clean)] public async Task AwaitedBefore() { var call = http.GetAsync("/x"); using var answer = await call; await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); Console.WriteLine(answer.StatusCode); }
    [Expect("4.9", Clean)] public async Task AwaitedOnceReleased() { Task<int> count; await using (var c = await source.OpenConnectionAsync()) { count = c.ExecuteAsync("select 1"); await count; } await http.GetAsync("/" + await count); }
    [Expect("4.9", Clean)] public async Task AllAwaitedBefore() { var a = http.GetAsync("/a"); var b = http.GetAsync("/b"); await Task.WhenAll(a, b); await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); Console.WriteLine((await a).StatusCode == b.Result.StatusCode); }
    [Expect("4.9", Clean)] public async Task RunBeforeAndAskedAgain() { var a = Task.Run(() => http.GetStringAsync("/a")); await a; await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); Console.WriteLine(a.Result); }
    [Expect("4.9", Clean)] public async Task ListAwaitedBefore(int[] ids) { var calls = new List<Task<string>>(); foreach (var id in ids) { calls.Add(Task.Run(() => http.GetStringAsync("/" + id))); } await Task.WhenAll(calls); await using var c = await source.OpenConnectionAsync(); foreach (var call in calls) { Console.WriteLine(call.Result); } }
    [Expect("4.9", Clean)] public async Task SelectedBefore(int[] ids) { var calls = ids.Select(id => http.GetStringAsync("/" + id)).ToList(); await Task.WhenAll(calls); await using var c = await source.OpenConnectionAsync(); foreach (var call in calls) { Console.WriteLine(await call); } }
    [Expect("4.9", Flagged)] public async Task AllAwaitedWhileHeld() { var all = Task.WhenAll(http.GetAsync("/a"), http.GetAsync("/b")); await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); await all; }
    [Expect("4.9", Flagged)] public async Task OneAwaitedBefore() { var a = http.GetAsync("/a"); var b = http.GetAsync("/b"); await a; await using var c = await source.OpenConnectionAsync(); await b; }
    [Expect("4.9", Flagged)] public async Task RunAgain() { Func<Task> call = () => http.GetAsync("/x"); await Task.Run(call); await using var c = await source.OpenConnectionAsync(); await call(); }
    [Expect("4.9", Flagged)] public Task<int> Lent() => WithAsync(async c => { await http.GetAsync("/x"); return await c.ExecuteAsync("select 1"); });
    [Expect("4.9", Flagged)] public async Task<int> LentInTransaction(int id) { return await InTransactionAsync(async () => { await NotifyAsync(); return id; }); }
    [Expect("4.9", Clean)] public Task<int> LentForQuery() => WithAsync(c => c.ExecuteAsync("select 1"));
    [Expect("4.9", Clean)] public async Task<int> LentAndThen() { var n = await WithAsync(c => c.ExecuteAsync("select 1")); await http.GetAsync("/" + n); return n; }

    [Expect("4.8", Flagged)] public async Task RunLeaking() => await Task.Run(() => { var c = source.OpenConnection(); c.Execute("select 1"); });
    [Expect("4.8", Clean)] public async Task RunReleasing() => await Task.Run(() => { using var c = source.OpenConnection(); c.Execute("select 1"); });
    [Expect("4.8", Flagged)] public async Task<int> RunOpening() { var c = await Task.Run(() => source.OpenConnection()); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> RunOpeningUsed() { await using var c = await Task.Run(() => source.OpenConnection()); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public int RunOpeningSync() { var c = Task.Run(() => source.OpenConnectionAsync().AsTask()).Result; return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public int RunOpeningSyncUsed() { using var c = Task.Run(async () => await source.OpenConnectionAsync()).GetAwaiter().GetResult(); return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public void RunOpeningForgotten() { _ = Task.Run(() => source.OpenConnection()); }
    [Expect("4.8", Flagged)] public async Task<int> StartedOpening() { var c = await Task.Factory.StartNew(() => source.OpenConnection()); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> RunDisposing() { var c = await source.OpenConnectionAsync(); try { return await c.ExecuteAsync("select 1"); } finally { await Task.Run(() => c.Dispose()); } }
    [Expect("4.8", Clean)] public async Task<int> RunUsing() { var c = await source.OpenConnectionAsync(); return await Task.Run(async () => { await using (c) { return await c.ExecuteAsync("select 1"); } }); }
    [Expect("4.8", Unresolved)] public async Task<int> ForgottenDisposing() { var c = await source.OpenConnectionAsync(); try { return await c.ExecuteAsync("select 1"); } finally { _ = Task.Run(() => c.Dispose()); } }
    [Expect("4.8", Unresolved)] public async Task<int> FirstDisposing() { var c = await source.OpenConnectionAsync(); try { return await c.ExecuteAsync("select 1"); } finally { await Task.WhenAny(Task.Run(() => c.Dispose()), Task.Delay(10)); } }
    [Expect("4.8", Flagged)] public async Task<int> RunOpen() { var c = new NpgsqlConnection(settings); await Task.Run(() => c.Open()); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> RunOpenUsed() { await using var c = new NpgsqlConnection(settings); await Task.Run(() => c.Open()); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public void ForgottenLeaking() { _ = Task.Run(async () => { var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); }); }
    [Expect("4.8", Clean)] public void ForgottenReleasing() { _ = Task.Run(async () => { await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); }); }
    [Expect("4.8", Flagged)] public async Task ForEachLeaking(int[] ids) => await Parallel.ForEachAsync(ids, async (id, token) => { var c = await source.OpenConnectionAsync(token); await c.ExecuteAsync("select @id", new { id }); });
    [Expect("4.8", Clean)] public async Task ForEachReleasing(int[] ids) => await Parallel.ForEachAsync(ids, async (id, token) => { await using var c = await source.OpenConnectionAsync(token); await c.ExecuteAsync("select @id", new { id }); });
    [Expect("4.8", Flagged)] public async Task<int> Retried() { var c = await AgainAsync(() => source.OpenConnectionAsync().AsTask()); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> RetriedUsed() { await using var c = await AgainAsync(() => source.OpenConnectionAsync().AsTask()); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public int Called() { Func<NpgsqlConnection> open = () => source.OpenConnection(); var c = open(); return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public int CalledUsed() { Func<NpgsqlConnection> open = () => source.OpenConnection(); using var c = open(); return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public int ClosedByDelegate() { var c = source.OpenConnection(); Action close = () => c.Dispose(); try { return c.Execute("select 1"); } finally { close(); } }
    [Expect("4.8", Unresolved)] public int ClosedByNobody(List<int> ids) { var c = source.OpenConnection(); Action close = () => c.Dispose(); if (ids.Count == 0) { close(); } return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public int ClosesOneOfTwo() { var a = source.OpenConnection(); try { var b = source.OpenConnection(); return a.Execute("select 1") + b.Execute("select 2"); } finally { Close(); } void Close() => a.Dispose(); }
    [Expect("4.8", Flagged)] public int ClosesOneOfTwoCaptured() { var a = source.OpenConnection(); NpgsqlConnection b = null; try { b = source.OpenConnection(); return Count(); } finally { Close(); } void Close() => a.Dispose(); int Count() => a.Execute("select 1") + b.Execute("select 2"); }
    [Expect("4.8", Clean)] public int ClosesBoth() { var a = source.OpenConnection(); NpgsqlConnection b = null; try { b = source.OpenConnection(); return Count(); } finally { Close(); } void Close() { a.Dispose(); b?.Dispose(); } int Count() => a.Execute("select 1") + b.Execute("select 2"); }

    private static async Task<T> AgainAsync<T>(Func<Task<T>> work) { for (var i = 0; ; i++) { try { return await work(); } catch (NpgsqlException) when (i < 3) { await Task.Delay(10); } } }

    [Expect("4.9", Unresolved)] private async Task<T> WithAsync<T>(Func<NpgsqlConnection, Task<T>> use) { await using var c = await source.OpenConnectionAsync(); return await use(c); }

    [Expect("4.9", Unresolved)] private async Task<T> InTransactionAsync<T>(Func<Task<T>> use) { await using var c = await source.OpenConnectionAsync(); await using var t = await c.BeginTransactionAsync(); var result = await use(); await t.CommitAsync(); return result; }

    private Task StartedAsync() => Task.Run(() => http.GetAsync("/x"));

    private async Task AwaitedAsync() { await Task.Run(() => http.GetAsync("/x")); await Task.Yield(); }

    private async Task AwaitedLaterAsync() { var call = Task.Run(() => http.GetAsync("/x")); await Task.Yield(); await call; }

    private Task<HttpResponseMessage> NotifyAsync() => http.GetAsync("/notify");
}
