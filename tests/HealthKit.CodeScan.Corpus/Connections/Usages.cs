#nullable disable
using System.Data;
using System.Data.Common;
using System.Transactions;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.Connections;

/// <summary>How real code uses connections: each fault beside code that only looks like it.</summary>
public sealed class Usages(NpgsqlDataSource source, IDbContextFactory<Shop> shops, IConnections connections, HttpClient http, string settings)
{
    private NpgsqlConnection Fresh => new(settings);

    [Expect("4.8", Flagged)] public async Task<int> ConnectionOfShop() { var db = await shops.CreateDbContextAsync(); var c = db.Database.GetDbConnection(); await c.OpenAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> ConnectionOfShopUsed() { await using var db = await shops.CreateDbContextAsync(); var c = db.Database.GetDbConnection(); await c.OpenAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public int ShopMade(DbContextOptions options) { var db = new Shop(options); db.Database.GetDbConnection().Open(); return db.Rows.Count(); }
    [Expect("4.8", Clean)] public int ShopMadeUsed(DbContextOptions options) { using var db = new Shop(options); db.Database.GetDbConnection().Open(); return db.Rows.Count(); }
    [Expect("4.9", Flagged)] public async Task ConnectionOfShopHeld(Shop db) { var c = db.Database.GetDbConnection(); await c.OpenAsync(); try { await http.GetAsync("/x"); } finally { await c.CloseAsync(); } }
    [Expect("4.9", Clean)] public async Task ConnectionOfShopClosed(Shop db) { var c = db.Database.GetDbConnection(); await c.OpenAsync(); try { await c.ExecuteAsync("select 1"); } finally { await c.CloseAsync(); } await http.GetAsync("/x"); }
    [Expect("4.8", Flagged)] public async Task<int> OfFactory() { var c = connections.Create(); c.Open(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> OfFactoryUsed() { using var c = connections.Create(); c.Open(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public async Task<int> OfOpeningFactory() { var c = await connections.OpenAsync(default); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> OfOpeningFactoryUsed() { using var c = await connections.OpenAsync(default); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public int Arms(int kind) { switch (kind) { case 0: { using var c = source.OpenConnection(); return c.Execute("select 0"); } case 1: { var c = source.OpenConnection(); return c.Execute("select 1"); } default: return 2; } }
    [Expect("4.8", Clean)] public int ArmsUsed(int kind) { switch (kind) { case 0: { using var c = source.OpenConnection(); return c.Execute("select 0"); } case 1: { using var c = source.OpenConnection(); if (kind > 0) { return 3; } return c.Execute("select 1"); } default: return 2; } }
    [Expect("4.8", Flagged)] public int Expression(int kind) => kind switch { 0 => source.OpenConnection().Execute("select 0"), 1 => 1, _ => 2 };
    [Expect("4.8", Clean)] public int ExpressionUsed(int kind) => kind switch { 0 => Once(source.OpenConnection()), 1 => 1, _ => 2 };
    [Expect("4.8", Flagged)] public int OfProperty() { Fresh.Open(); return Fresh.Execute("select 1"); }
    [Expect("4.8", Clean)] public int OfPropertyUsed() { using var c = Fresh; c.Open(); return c.Execute("select 1"); }
    [Expect("4.9", Flagged)] public async Task InScope() { using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled); await using var c = await source.OpenConnectionAsync(); await http.GetAsync("/x"); scope.Complete(); }
    [Expect("4.9", Clean)] public async Task InScopeReleased() { using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled); await using (var c = await source.OpenConnectionAsync()) { await c.ExecuteAsync("select 1"); } scope.Complete(); await http.GetAsync("/x"); }
    [Expect("4.8", Flagged)] public async Task<int> WhenItWentWell() { var c = new NpgsqlConnection(settings); var done = false; try { await c.OpenAsync(); var n = await c.ExecuteAsync("select 1"); done = true; return n; } finally { if (done) { await c.CloseAsync(); } } }
    [Expect("4.8", Clean)] public async Task<int> UnlessClosed() { var c = new NpgsqlConnection(settings); try { await c.OpenAsync(); return await c.ExecuteAsync("select 1"); } finally { if (c.State != ConnectionState.Closed) { await c.CloseAsync(); } } }
    [Expect("4.8", Clean)] public async Task<int> WhilePatternOpen() { var c = new NpgsqlConnection(settings); try { await c.OpenAsync(); return await c.ExecuteAsync("select 1"); } finally { if (c is { State: ConnectionState.Open }) { await c.CloseAsync(); } } }
    [Expect("4.8", Flagged)] public async Task<int> OfValueTask() { var opening = source.OpenConnectionAsync(); var c = opening.IsCompletedSuccessfully ? opening.Result : await opening.AsTask().ConfigureAwait(false); return await c.ExecuteAsync("select 1").ConfigureAwait(false); }
    [Expect("4.8", Clean)] public async Task<int> OfValueTaskUsed() { var opening = source.OpenConnectionAsync(); await using var c = opening.IsCompletedSuccessfully ? opening.Result : await opening.AsTask().ConfigureAwait(false); return await c.ExecuteAsync("select 1").ConfigureAwait(false); }
    [Expect("4.8", Flagged)] public int CatchWhen(Func<Exception, bool> isKnown) { var c = source.OpenConnection(); int n; try { n = c.Execute("select 1"); } catch (Exception e) when (isKnown(e)) { c.Dispose(); throw; } c.Dispose(); return n; }
    [Expect("4.8", Clean)] public int CatchWhenAndFinally(Func<Exception, bool> isKnown) { var c = source.OpenConnection(); try { return c.Execute("select 1"); } catch (Exception e) when (isKnown(e)) { return 0; } finally { c.Dispose(); } }
    [Expect("4.8", Flagged)] public async Task<int> RetriedWithout() { var tries = 0; var c = await source.OpenConnectionAsync(); try { again: try { return await c.ExecuteAsync("select 1"); } catch (NpgsqlException e) when (e.IsTransient && tries++ < 3) { } c = await source.OpenConnectionAsync(); goto again; } finally { await c.DisposeAsync(); } }
    [Expect("4.8", Clean)] public async Task<int> RetriedReleasing() { var tries = 0; NpgsqlConnection c = null; try { again: c = await source.OpenConnectionAsync(); try { return await c.ExecuteAsync("select 1"); } catch (NpgsqlException e) when (e.IsTransient && tries++ < 3) { await c.DisposeAsync(); c = null; } goto again; } finally { if (c != null) { await c.DisposeAsync(); } } }
    [Expect("4.8", Flagged)] public int GridOfOpened() { var c = new NpgsqlConnection(settings); c.Open(); using var grid = c.QueryMultiple("select 1"); return grid.ReadFirst<int>(); }
    [Expect("4.8", Clean)] public async Task<int> GridOfClosed() { var c = new NpgsqlConnection(settings); using var grid = await c.QueryMultipleAsync("select 1; select 2"); return await grid.ReadFirstAsync<int>() + await grid.ReadFirstAsync<int>(); }
    [Expect("4.8", Flagged)] public int ReaderForgotten() { var reader = Reading(); return reader.Read() ? reader.GetInt32(0) : 0; }
    [Expect("4.8", Clean)] public int ReaderUsed() { using var reader = Reading(); return reader.Read() ? reader.GetInt32(0) : 0; }
    [Expect("4.8", Flagged)] public async Task<int> BeforeUsing(string key) { var c = await source.OpenConnectionAsync(); if (!int.TryParse(key, out var id)) { return 0; } await using (c) { return await c.ExecuteAsync("select @id", new { id }); } }
    [Expect("4.8", Clean)] public async Task<int> BeforeOpening(string key) { if (!int.TryParse(key, out var id)) { return 0; } await using var c = await source.OpenConnectionAsync(); return await c.ExecuteAsync("select @id", new { id }); }
    [Expect("4.8", Flagged)] public async Task<int> TwoBeforeUsing() { var a = await source.OpenConnectionAsync(); var b = await source.OpenConnectionAsync(); await using (a) { await using (b) { return await a.ExecuteAsync("select 1"); } } }
    [Expect("4.8", Unresolved)] public Task<int> ContinuedWithout() => source.OpenConnectionAsync().AsTask().ContinueWith(static opened => opened.Result.Execute("select 1"));
    [Expect("4.8", Unresolved)] public async Task<int> AllOpened() { var all = await Task.WhenAll(source.OpenConnectionAsync().AsTask(), source.OpenConnectionAsync().AsTask()); try { return all.Length; } finally { foreach (var c in all) { await c.DisposeAsync(); } } }
    [Expect("4.8", Flagged)] public int RecordLeft() { var unit = new UnitRecord(source.OpenConnection(), "a"); return unit.Connection.Execute("select 1"); }
    [Expect("4.8", Clean)] public int RecordUsed() { using var unit = new UnitRecord(source.OpenConnection(), "a"); return unit.Connection.Execute("select 1"); }
    [Expect("4.8", Flagged)] public int LeaseLeft() { var lease = new Lease(source.OpenConnection()); return lease.Connection.Execute("select 1"); }
    [Expect("4.8", Clean)] public int LeaseUsed() { using var lease = new Lease(source.OpenConnection()); return lease.Connection.Execute("select 1"); }
    [Expect("4.8", Flagged)] public async Task<int> AsyncUnitLeft() { var unit = new AsyncUnit(await source.OpenConnectionAsync()); return await unit.UseAsync(); }
    [Expect("4.8", Clean)] public async Task<int> AsyncUnitUsed() { await using var unit = new AsyncUnit(await source.OpenConnectionAsync()); return await unit.UseAsync(); }
    [Expect("4.8", Clean)] public async Task<AsyncUnit> AsyncUnitMade() { var c = await source.OpenConnectionAsync(); return new AsyncUnit(c); }
    [Expect("4.8", Flagged)] public async Task<int> AsyncUnitForgotten() { var unit = await AsyncUnitMade(); return await unit.UseAsync(); }
    [Expect("4.8", Clean)] public async Task<int> AsyncUnitOfHelper() { await using var unit = await AsyncUnitMade(); return await unit.UseAsync(); }
    [Expect("4.8", Flagged)] public async Task<int> BlindLeft() { await using var unit = new BlindUnit(await source.OpenConnectionAsync()); return unit.Use(); }
    [Expect("4.8", Flagged)] public int Pair() { var (c, t) = Begin(); t.Commit(); return c.ProcessID; }
    [Expect("4.8", Clean)] public int PairUsed() { var (c, t) = Begin(); using (c) { using (t) { t.Commit(); return c.ProcessID; } } }
    [Expect("4.8", Flagged)] public async Task<int> EnsuredAsync() { var c = new NpgsqlConnection(settings); await EnsureAsync(c, default); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> EnsuredUsedAsync() { await using var c = new NpgsqlConnection(settings); await EnsureAsync(c, default); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> EitherWay(DbDataSource any) { var c = await any.OpenConnectionAsync(); try { return await c.ExecuteAsync("select 1"); } finally { if (c is IAsyncDisposable later) { await later.DisposeAsync(); } else { ((IDisposable)c).Dispose(); } } }
    [Expect("4.8", Unresolved)] public int OfOneDriver(DbDataSource any) { var c = any.OpenConnection(); try { return c.Execute("select 1"); } finally { if (c is NpgsqlConnection known) { known.Dispose(); } } }
    [Expect("4.8", Clean)] public int AsDisposable() { IDbConnection c = source.OpenConnection(); using (c as IDisposable) { return c.Execute("select 1"); } }
    [Expect("4.8", Clean)] public async Task<int> OfSourceOrNew(DbDataSource any) { await using var c = any?.CreateConnection() ?? new NpgsqlConnection(settings); await c.OpenAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public async Task<int> OfSourceOrNewLeft(DbDataSource any) { var c = any?.CreateConnection() ?? new NpgsqlConnection(settings); await c.OpenAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Unresolved)] public int LazyLeft() { var lazy = new Lazy<NpgsqlConnection>(() => source.OpenConnection()); return lazy.Value.Execute("select 1"); }
    [Expect("4.8", Clean)] public int LazyUsed() { var lazy = new Lazy<NpgsqlConnection>(() => source.OpenConnection()); using var c = lazy.Value; return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public async void Fired() { var c = await source.OpenConnectionAsync(); await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Clean)] public async Task<int> InScopeOfServices(IServiceScopeFactory scopes) { await using var scope = scopes.CreateAsyncScope(); var c = scope.ServiceProvider.GetRequiredService<NpgsqlConnection>(); await c.OpenAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public int Nested(bool deep) { var c = source.OpenConnection(); try { try { if (deep) { return c.Execute("select 1"); } } finally { Console.WriteLine("inner"); } c.Dispose(); return 0; } catch (TimeoutException) { c.Dispose(); throw; } }
    [Expect("4.8", Clean)] public int NestedReleased(bool deep) { var c = source.OpenConnection(); try { try { if (deep) { return c.Execute("select 1"); } } finally { c.Dispose(); } return 0; } catch (TimeoutException) { return 1; } }
    [Expect("4.8", Flagged)] public int Locked(object gate) { NpgsqlConnection c; lock (gate) { c = source.OpenConnection(); } c.Execute("select 1"); lock (gate) { c.Dispose(); } return 1; }
    [Expect("4.8", Clean)] public int LockedUsed(object gate) { NpgsqlConnection c; lock (gate) { c = source.OpenConnection(); } try { return c.Execute("select 1"); } finally { lock (gate) { c.Dispose(); } } }
    [Expect("4.8", Flagged)] public async Task<int> Relaid(DbContext db) { var c = new NpgsqlConnection(settings); await c.OpenAsync(); db.Database.SetDbConnection(c); return await db.Database.ExecuteSqlAsync($"select 1"); }
    [Expect("4.8", Flagged)] public async Task<int> Transacted() { var c = await source.OpenConnectionAsync(); await using var t = await c.BeginTransactionAsync(); try { var n = await c.ExecuteAsync("select 1"); await t.CommitAsync(); await c.CloseAsync(); return n; } catch { await t.RollbackAsync(); throw; } }
    [Expect("4.8", Flagged)] public async Task<int> TransactedTooSoon() { var c = await source.OpenConnectionAsync(); await using var t = await c.BeginTransactionAsync(); try { var n = await c.ExecuteAsync("select 1"); await t.CommitAsync(); return n; } catch { await t.RollbackAsync(); throw; } finally { await c.CloseAsync(); } }
    [Expect("4.8", Clean)] public async Task<int> TransactedUsed() { var c = await source.OpenConnectionAsync(); try { await using var t = await c.BeginTransactionAsync(); var n = await c.ExecuteAsync("select 1"); await t.CommitAsync(); return n; } finally { await c.CloseAsync(); } }
    [Expect("4.8", Flagged)] public int OfReader() { using var command = new NpgsqlCommand("select 1") { Connection = source.OpenConnection() }; using var reader = command.ExecuteReader(); return reader.Read() ? 1 : 0; }
    [Expect("4.8", Clean)] public int OfReaderThatCloses() { using var command = new NpgsqlCommand("select 1") { Connection = source.OpenConnection() }; using var reader = command.ExecuteReader(CommandBehavior.CloseConnection); return reader.Read() ? 1 : 0; }
    [Expect("4.9", Flagged)] public async Task Begun(Shop db) { IDbContextTransaction t = null; try { t = await db.Database.BeginTransactionAsync(); await db.SaveChangesAsync(); await http.GetAsync("/x"); await t.CommitAsync(); } finally { if (t != null) { await t.DisposeAsync(); } } }
    [Expect("4.9", Clean)] public async Task BegunAndEnded(Shop db) { await using (var t = await db.Database.BeginTransactionAsync()) { await db.SaveChangesAsync(); await t.CommitAsync(); } await http.GetAsync("/x"); }

    private static int Once(NpgsqlConnection c) { using (c) { return c.Execute("select 1"); } }

    private static async Task EnsureAsync(DbConnection c, CancellationToken token) { if (c.State != ConnectionState.Open) { await c.OpenAsync(token).ConfigureAwait(false); } }

    private DbDataReader Reading() { var c = source.OpenConnection(); try { using var command = new NpgsqlCommand("select 1", c); return command.ExecuteReader(CommandBehavior.CloseConnection); } catch { c.Dispose(); throw; } }

    [Expect("4.8", Flagged)] private (NpgsqlConnection Connection, NpgsqlTransaction Transaction) Begin() { var c = source.OpenConnection(); return (c, c.BeginTransaction()); }
}

public interface IConnections
{
    IDbConnection Create();

    Task<IDbConnection> OpenAsync(CancellationToken token);
}

public sealed class Connections(string settings) : IConnections
{
    [Expect("4.8", Clean)] public IDbConnection Create() => new NpgsqlConnection(settings);

    [Expect("4.8", Flagged)] public async Task<IDbConnection> OpenAsync(CancellationToken token) { var c = new NpgsqlConnection(settings); await c.OpenAsync(token); await c.ExecuteAsync("set time zone 'utc'"); return c; }
}

/// <summary>A record that owns its connection.</summary>
public sealed record UnitRecord(NpgsqlConnection Connection, string Name) : IDisposable
{
    public void Dispose() => Connection.Dispose();
}

/// <summary>A struct that owns its connection.</summary>
public readonly struct Lease(NpgsqlConnection connection) : IDisposable
{
    public NpgsqlConnection Connection => connection;

    public void Dispose() => connection.Dispose();
}

/// <summary>Owns its connection and releases it asynchronously.</summary>
public sealed class AsyncUnit(NpgsqlConnection connection) : IAsyncDisposable
{
    public Task<int> UseAsync() => connection.ExecuteAsync("select 1");

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}

/// <summary>Looks as if it owned its connection.</summary>
public sealed class BlindUnit(NpgsqlConnection connection) : IAsyncDisposable
{
    public int Use() => connection.Execute("select 1");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Keeps a connection for as long as the host runs.</summary>
public sealed class Listener(NpgsqlDataSource source) : BackgroundService
{
    private NpgsqlConnection _connection;

    [Expect("4.8", Clean)] protected override async Task ExecuteAsync(CancellationToken stoppingToken) { _connection = await source.OpenConnectionAsync(stoppingToken); while (!stoppingToken.IsCancellationRequested) { await _connection.WaitAsync(stoppingToken); } }

    public override void Dispose() { _connection?.Dispose(); base.Dispose(); }
}

/// <summary>Opens its connection once somebody asks for it.</summary>
public sealed class LazySession(NpgsqlDataSource source) : IDisposable
{
    private Lazy<NpgsqlConnection> _connection;

    [Expect("4.8", Clean)] public void Begin() => _connection = new Lazy<NpgsqlConnection>(() => source.OpenConnection());

    [Expect("4.8", Clean)] public int Use() => _connection.Value.Execute("select 1");

    public void Dispose()
    {
        if (_connection.IsValueCreated)
        {
            _connection.Value.Dispose();
        }
    }
}

/// <summary>Opens its connection once somebody asks for it, and keeps it.</summary>
public sealed class LazyKeeper(NpgsqlDataSource source)
{
    private Lazy<NpgsqlConnection> _connection;

    [Expect("4.8", Unresolved)] public void Begin() => _connection = new Lazy<NpgsqlConnection>(() => source.OpenConnection());

    [Expect("4.8", Clean)] public int Use() => _connection.Value.Execute("select 1");
}

/// <summary>Keeps a connection that its Dispose forgets.</summary>
public sealed class Forgetful(NpgsqlDataSource source) : IDisposable
{
    private NpgsqlConnection _connection;
    private NpgsqlCommand _command;

    [Expect("4.8", Unresolved)] public int Use() { _connection = source.OpenConnection(); _command = new NpgsqlCommand("select 1", _connection); return _command.ExecuteNonQuery(); }

    public void Dispose() => _command?.Dispose();
}
