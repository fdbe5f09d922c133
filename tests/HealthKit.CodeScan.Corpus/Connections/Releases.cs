#nullable disable
using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.Connections;

/// <summary>Code that looks like a leak and is none.</summary>
public sealed class Releases(NpgsqlDataSource source, string settings)
{
    [Expect("4.8", Clean)] public int UsingDeclaration() { using var c = source.OpenConnection(); return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public int UsingStatement() { using (var c = source.OpenConnection()) { return c.Execute("select 1"); } }
    [Expect("4.8", Clean)] public int UsingThenOpen() { using var c = new NpgsqlConnection(settings); c.Open(); return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> AwaitUsing() { await using var c = await source.OpenConnectionAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> AwaitUsingStatement(bool quick) { await using (var c = await source.OpenConnectionAsync()) { if (quick) { return 0; } await c.ExecuteAsync("select 1"); } await Task.Yield(); return 1; }
    [Expect("4.8", Clean)] public async Task<int> AwaitUsingConfigured() { var c = await source.OpenConnectionAsync().ConfigureAwait(false); await using (c.ConfigureAwait(false)) { return await c.ExecuteAsync("select 1").ConfigureAwait(false); } }
    [Expect("4.8", Clean)] public async Task<int> UsingAwait() { using var c = await source.OpenConnectionAsync(); await Task.Yield(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> Nested() { await using var a = await source.OpenConnectionAsync(); await using var b = await source.OpenConnectionAsync(); await using var t = await b.BeginTransactionAsync(); await a.ExecuteAsync("select 1"); await t.CommitAsync(); return 1; }
    [Expect("4.8", Clean)] public int TryFinally() { var c = source.OpenConnection(); try { return c.Execute("select 1"); } finally { c.Dispose(); } }
    [Expect("4.8", Clean)] public async Task<int> TryFinallyAsync() { var c = await source.OpenConnectionAsync(); try { return await c.ExecuteAsync("select 1"); } finally { await c.DisposeAsync(); } }
    [Expect("4.8", Clean)] public int NullFirst() { NpgsqlConnection c = null; try { c = source.OpenConnection(); return c.Execute("select 1"); } finally { if (c != null) { c.Dispose(); } } }
    [Expect("4.8", Clean)] public async Task<int> NullFirstAsync() { NpgsqlConnection c = null; try { c = await source.OpenConnectionAsync(); return await c.ExecuteAsync("select 1"); } finally { if (c is not null) { await c.CloseAsync(); } } }
    [Expect("4.8", Clean)] public int NullConditional() { NpgsqlConnection c = null; try { c = source.OpenConnection(); return c.Execute("select 1"); } finally { c?.Dispose(); } }
    [Expect("4.8", Clean)] public int Flag() { var opened = false; var c = new NpgsqlConnection(settings); try { c.Open(); opened = true; return c.Execute("select 1"); } finally { if (opened) { c.Close(); } } }
    [Expect("4.8", Clean)] public int WasClosed(IDbConnection c) { var wasClosed = c.State == ConnectionState.Closed; try { if (wasClosed) { c.Open(); } return c.Execute("select 1"); } finally { if (wasClosed) { c.Close(); } } }
    [Expect("4.8", Clean)] public async Task<int> WasClosedAsync(DbConnection c) { var close = false; if (c.State != ConnectionState.Open) { await c.OpenAsync(); close = true; } try { return await c.ExecuteAsync("select 1"); } finally { if (close) { await c.CloseAsync(); } } }
    [Expect("4.8", Clean)] public int WhileOpen() { var c = new NpgsqlConnection(settings); try { c.Open(); return c.Execute("select 1"); } finally { if (c.State == ConnectionState.Open) { c.Close(); } } }
    [Expect("4.8", Clean)] public int Catches() { var c = source.OpenConnection(); try { return c.Execute("select 1"); } catch (NpgsqlException) { return 0; } finally { c.Dispose(); } }
    [Expect("4.8", Clean)] public int CatchAndRethrow() { var c = source.OpenConnection(); int n; try { n = c.Execute("select 1"); } catch { c.Dispose(); throw; } c.Dispose(); return n; }
    [Expect("4.8", Clean)] public async Task<int> CatchSwallowsAsync() { var c = await source.OpenConnectionAsync(); var n = 0; try { n = await c.ExecuteAsync("select 1"); } catch (Exception) { } await c.DisposeAsync(); return n; }
    [Expect("4.8", Clean)] public void InLoop(int[] ids) { foreach (var id in ids) { using var c = source.OpenConnection(); if (id < 0) { continue; } if (id == 0) { break; } c.Execute("select @id", new { id }); } }
    [Expect("4.8", Clean)] public void LoopReopened(int[] ids) { NpgsqlConnection c = null; try { foreach (var id in ids) { c?.Dispose(); c = source.OpenConnection(); c.Execute("select @id", new { id }); } } finally { c?.Dispose(); } }
    [Expect("4.8", Clean)] public async Task Retry() { for (var i = 0; i < 3; i++) { try { await using var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); return; } catch (NpgsqlException) when (i < 2) { await Task.Delay(10); } } }
    [Expect("4.8", Clean)] public async Task OpenedInRetry() { var c = new NpgsqlConnection(settings); while (true) { try { await c.OpenAsync(); break; } catch (NpgsqlException) { await Task.Delay(10); } } await using (c) { await c.ExecuteAsync("select 1"); } }
    [Expect("4.8", Clean)] public int LocalFunction() { using var c = source.OpenConnection(); return Count(); int Count() => c.Execute("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> AsyncLocalFunction() { return await CountAsync(); async Task<int> CountAsync() { await using var c = await source.OpenConnectionAsync(); return await c.ExecuteAsync("select 1"); } }
    [Expect("4.8", Clean)] public int ClosesInLocalFunction() { var c = source.OpenConnection(); try { return c.Execute("select 1"); } finally { Close(); } void Close() => c.Dispose(); }
    [Expect("4.8", Clean)] public Func<int> InLambda() => () => { using var c = source.OpenConnection(); return c.Execute("select 1"); };
    [Expect("4.8", Clean)] public int Captured(List<int> ids) { using var c = source.OpenConnection(); ids.ForEach(id => c.Execute("select @id", new { id })); return 1; }
    [Expect("4.8", Clean)] public async Task<int> CapturedAsync(List<int> ids) { await using var c = await source.OpenConnectionAsync(); foreach (var id in ids) { await Task.Run(() => c.Execute("select @id", new { id })); } return 1; }
    [Expect("4.8", Clean)] public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/fine", async (NpgsqlDataSource data) => { await using var c = await data.OpenConnectionAsync(); return await c.ExecuteScalarAsync<int>("select 1"); });
    [Expect("4.8", Clean)] public IEnumerable<int> Iterator() { using var c = source.OpenConnection(); foreach (var n in c.Query<int>("select 1")) { yield return n; } }
    [Expect("4.8", Clean)] public IEnumerable<int> IteratorTwice() { using (var c = source.OpenConnection()) { yield return c.Execute("select 1"); } yield return 2; using (var d = source.OpenConnection()) { yield return d.Execute("select 1"); } }
    [Expect("4.8", Clean)] public async IAsyncEnumerable<int> AsyncIterator() { await using var c = await source.OpenConnectionAsync(); await foreach (var n in c.QueryUnbufferedAsync<int>("select 1")) { yield return n; } }
    [Expect("4.8", Clean)] public async IAsyncEnumerable<int> AsyncReader() { await using var command = source.CreateCommand("select 1"); await using var reader = await command.ExecuteReaderAsync(); while (await reader.ReadAsync()) { yield return reader.GetInt32(0); } }
    [Expect("4.8", Clean)] public int FromFactory(Factory factory) { using var c = factory.Open(); return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> FromAsyncFactory(Factory factory) { await using var c = await factory.OpenAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public int FromInterface(IFactory factory) { using var c = factory.OpenIt(); return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> FromPassed(Factory factory) { await using var c = await factory.Pass(default); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public int Opener() { using var c = new NpgsqlConnection(settings); Opening.Ensure(c); return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public int ClosedByAnother() { var c = source.OpenConnection(); try { return c.Execute("select 1"); } finally { Opening.Quietly(c); } }
    [Expect("4.8", Clean)] public DbDataReader ReaderThatCloses() { var c = source.OpenConnection(); return new NpgsqlCommand("select 1", c).ExecuteReader(CommandBehavior.CloseConnection); }
    [Expect("4.8", Clean)] public async Task<DbDataReader> ReaderOfGivenCommand(NpgsqlCommand command) { var c = await source.OpenConnectionAsync(); try { command.Connection = c; return await command.ExecuteReaderAsync(CommandBehavior.CloseConnection); } catch { await c.CloseAsync(); throw; } }
    [Expect("4.8", Clean)] public int UsedReaderThatCloses() { var c = source.OpenConnection(); using var reader = new NpgsqlCommand("select 1", c).ExecuteReader(CommandBehavior.CloseConnection | CommandBehavior.SingleRow); return reader.Read() ? 1 : 0; }
    [Expect("4.8", Clean)] public int ReaderOfTheSource() { using var command = source.CreateCommand("select 1"); using var reader = command.ExecuteReader(); return reader.Read() ? 1 : 0; }
    [Expect("4.8", Clean)] public object ScalarOfTheSource() => source.CreateCommand("select 1").ExecuteScalar();
    [Expect("4.8", Clean)] public IEnumerable<int> DapperOpens() { var c = new NpgsqlConnection(settings); return c.Query<int>("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> DapperOpensAsync() => await new NpgsqlConnection(settings).ExecuteScalarAsync<int>("select 1");
    [Expect("4.8", Clean)] public int Grid() { using var c = new NpgsqlConnection(settings); using var grid = c.QueryMultiple("select 1"); return grid.ReadFirst<int>(); }
    [Expect("4.8", Clean)] public void Registered(HttpContext http) { var c = source.OpenConnection(); http.Response.RegisterForDispose(c); c.Execute("select 1"); }
    [Expect("4.8", Clean)] public async Task RegisteredAsync(HttpContext http) { var c = await source.OpenConnectionAsync(); http.Response.RegisterForDisposeAsync(c); await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public int Scoped(NpgsqlConnection scoped) { scoped.Open(); return scoped.Execute("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> FromServices(IServiceProvider services) { var c = services.GetRequiredService<NpgsqlConnection>(); await c.OpenAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> Context(DbContext db) { await db.Database.OpenConnectionAsync(); return await db.Database.ExecuteSqlAsync($"select 1"); }
    [Expect("4.8", Clean)] public async Task<int> ConnectionOfContext(DbContext db) { var c = db.Database.GetDbConnection(); await c.OpenAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> MadeContext(IDbContextFactory<DbContext> contexts) { await using var db = await contexts.CreateDbContextAsync(); await db.Database.OpenConnectionAsync(); return await db.Database.ExecuteSqlAsync($"select 1"); }
    [Expect("4.8", Clean)] public async Task<int> Transaction(DbContext db) { await using var transaction = await db.Database.BeginTransactionAsync(); await db.SaveChangesAsync(); await transaction.CommitAsync(); return 1; }
    [Expect("4.8", Clean)] public Owner Handed() => new(source.OpenConnection());
    [Expect("4.8", Clean)] public void Owned() { using var owner = new Owner(source.OpenConnection()); owner.Use(); }
    [Expect("4.8", Unresolved)] public void LeftOpen() { var c = source.OpenConnection(); using var some = new LeaveOpen(c, false); some.Use(); }
    [Expect("4.8", Clean)] public void LeftOpenAndClosed() { using var c = source.OpenConnection(); using var some = new LeaveOpen(c, true); some.Use(); }
    [Expect("4.8", Unresolved)] public void Collected(List<DbConnection> all) { var c = source.OpenConnection(); all.Add(c); }
    [Expect("4.8", Unresolved)] public void Closer(List<Action> closers) { var c = source.OpenConnection(); closers.Add(() => c.Dispose()); }
    [Expect("4.8", Unresolved)] public int FromOpenDelegate(Func<DbConnection> make) { var c = make(); return c.Execute("select 1"); }
    [Expect("4.8", Unresolved)] public DbDataReader ReaderAsAsked(CommandBehavior behavior) { var c = source.OpenConnection(); return new NpgsqlCommand("select 1", c).ExecuteReader(behavior); }
    [Expect("4.8", Unresolved)] public Task Continued() => source.OpenConnectionAsync().AsTask().ContinueWith(static opened => opened.Result.Dispose());
    [Expect("4.8", Unresolved)] public int FromDelegate(Func<DbConnection> make) { var c = make(); c.Open(); return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public int FromDelegateOpenedAndClosed(Func<DbConnection> make) { var c = make(); c.Open(); try { return c.Execute("select 1"); } finally { c.Dispose(); } }
    [Expect("4.8", Unresolved)] public int FromMethodOfUnknown(Func<DbConnection> make) { var c = Made(make); return c.Execute("select 1"); }
    private static DbConnection Made(Func<DbConnection> make) => make();
    [Expect("4.8", Clean)] public int FromDelegateAndClosed(Func<DbConnection> make) { using var c = make(); c.Open(); return c.Execute("select 1"); }
    [Expect("4.8", Clean)] public int Local(bool deep) { var c = source.OpenConnection(); try { if (deep) { try { return c.Execute("select 1"); } finally { c.ReloadTypes(); } } return 0; } finally { c.Close(); } }
    [Expect("4.8", Clean)] public int CommandsFirst() { var c = source.OpenConnection(); var command = c.CreateCommand(); command.CommandText = "select 1"; command.CommandTimeout = 3; try { return command.ExecuteNonQuery(); } finally { command.Dispose(); c.Dispose(); } }
    [Expect("4.8", Clean)] public int Given(NpgsqlConnection c) => c.Execute("select 1");
    [Expect("4.8", Clean)] public int Choice(NpgsqlConnection given) { var c = given ?? source.OpenConnection(); try { return c.Execute("select 1"); } finally { if (given == null) { c.Dispose(); } } }
    [Expect("4.8", Clean)] public async Task<int> ChoiceAsync(IDbConnection given = null) { var c = given ?? await source.OpenConnectionAsync(); try { return await c.ExecuteAsync("select 1"); } finally { if (given is null) { c.Dispose(); } } }
    [Expect("4.8", Clean)] public int Disposes(bool twice) { var c = source.OpenConnection(); try { var n = c.Execute("select 1"); c.Close(); return twice ? n * 2 : n; } finally { c.Dispose(); } }
    [Expect("4.8", Clean)] public int Out(Factory factory) { if (!factory.TryOpen(out var c)) { return 0; } using (c) { return c.Execute("select 1"); } }
}

/// <summary>Releases under a condition of its own: what real code was found to do.</summary>
public sealed class Conditions(NpgsqlDataSource source, bool keep, object factory)
{
    [Expect("4.8", Unresolved)] public int ByField() { var c = source.OpenConnection(); try { return c.Execute("select 1"); } finally { if (!keep) { c.Dispose(); } } }
    [Expect("4.8", Unresolved)] public int ByType() { var c = source.OpenConnection(); try { return c.Execute("select 1"); } finally { if (factory is not Factory) { c.Dispose(); } } }
    [Expect("4.8", Unresolved)] public async Task<int> ByHolder() { Holder holder = null; try { holder = new Holder(await source.OpenConnectionAsync(), keep); return holder.Use(); } finally { await CleanAsync(holder); } }
    [Expect("4.8", Unresolved)] public async Task<Holder> ByLambda(List<Action> ends) { var c = await source.OpenConnectionAsync(); var holder = new Holder(c, keep); Foreign(ends, () => _ = holder.CloseAsync()); return null; }

    private static void Foreign(List<Action> ends, Action end) => ends.Add(end);

    private static async ValueTask CleanAsync(Holder holder) { if (holder != null) { await holder.CloseAsync(); } }
}

/// <summary>Closes what it was given, or not.</summary>
public sealed class Holder(NpgsqlConnection connection, bool owns)
{
    public int Use() => connection.Execute("select 1");

    public async ValueTask CloseAsync()
    {
        if (!owns)
        {
            return;
        }

        try
        {
            await connection.CloseAsync();
        }
        catch (NpgsqlException)
        {
        }
    }
}

/// <summary>Keeps its connection until its own end.</summary>
public sealed class Session(NpgsqlDataSource source) : IAsyncDisposable
{
    private NpgsqlConnection _connection;

    [Expect("4.8", Clean)] public async Task<int> UseAsync() { _connection = await source.OpenConnectionAsync(); return await _connection.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<NpgsqlConnection> GetAsync() => _connection ??= await source.OpenConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}

/// <summary>Keeps its connection and has no end.</summary>
public sealed class Keeper(NpgsqlDataSource source)
{
    private NpgsqlConnection _connection;

    [Expect("4.8", Unresolved)] public int Use() { _connection = source.OpenConnection(); return _connection.Execute("select 1"); }
}

/// <summary>Uses the connection that its scope disposes.</summary>
public sealed class Repository(NpgsqlConnection connection)
{
    [Expect("4.8", Clean)] public async Task<int> CountAsync() { await connection.OpenAsync(); return await connection.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> ClosedAsync() { await connection.OpenAsync(); var n = await connection.ExecuteAsync("select 1"); await connection.CloseAsync(); return n; }
}

/// <summary>Base class and derived one, of which only the base disposes.</summary>
public abstract class Unit(DbConnection connection) : IDisposable
{
    protected DbConnection Connection { get; } = connection;

    public void Dispose() { Dispose(true); GC.SuppressFinalize(this); }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Connection.Dispose();
        }
    }
}

public sealed class Orders(DbConnection connection) : Unit(connection)
{
    public int Count() => Connection.Execute("select 1");
}

public sealed class Units(NpgsqlDataSource source)
{
    [Expect("4.8", Clean)] public int Derived() { using var orders = new Orders(source.OpenConnection()); return orders.Count(); }
}
