#nullable disable
using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.Connections;

/// <summary>Connections that stay open on some path.</summary>
public sealed class Leaks(NpgsqlDataSource source, string settings)
{
    [Expect("4.8", Flagged)] public int Never() { var c = source.OpenConnection(); return c.ProcessID; }
    [Expect("4.8", Flagged)] public async Task<int> NeverAsync() { var c = await source.OpenConnectionAsync(); return c.ProcessID; }
    [Expect("4.8", Flagged)] public async Task<int> NeverAwaitedByHand() { var c = await source.OpenConnectionAsync().ConfigureAwait(false); await c.ExecuteAsync("select 1").ConfigureAwait(false); return 1; }
    [Expect("4.8", Flagged)] public object NewAndOpen() { var c = new NpgsqlConnection(settings); c.Open(); return c.ExecuteScalar("select 1"); }
    [Expect("4.8", Flagged)] public async Task<object> NewAndOpenAsync() { var c = new NpgsqlConnection(settings); await c.OpenAsync(); return await c.ExecuteScalarAsync("select 1"); }
    [Expect("4.8", Flagged)] public int OnlyWhenAllGoesWell() { var c = source.OpenConnection(); var n = c.ExecuteScalar<int>("select 1"); c.Dispose(); return n; }
    [Expect("4.8", Flagged)] public async Task<int> OnlyWhenAllGoesWellAsync() { var c = await source.OpenConnectionAsync(); var n = await c.ExecuteScalarAsync<int>("select 1"); await c.DisposeAsync(); return n; }
    [Expect("4.8", Flagged)] public int EarlyReturn(bool quick) { var c = source.OpenConnection(); if (quick) { return 0; } c.Dispose(); return 1; }
    [Expect("4.8", Flagged)] public async Task<int> EarlyReturnAsync(bool quick) { var c = await source.OpenConnectionAsync(); if (quick) { return 0; } await c.CloseAsync(); return 1; }
    [Expect("4.8", Flagged)] public void Throws(int n) { var c = source.OpenConnection(); if (n < 0) { throw new ArgumentOutOfRangeException(nameof(n)); } c.Close(); }
    [Expect("4.8", Flagged)] public int Between(string key) { var c = source.OpenConnection(); var id = int.Parse(key); try { return c.Execute("select @id", new { id }); } finally { c.Dispose(); } }
    [Expect("4.8", Flagged)] public async Task<int> BetweenAsync(string key) { var c = await source.OpenConnectionAsync(); var id = int.Parse(key); try { return await c.ExecuteAsync("select @id", new { id }); } finally { await c.DisposeAsync(); } }
    [Expect("4.8", Flagged)] public int Conditional(int n) { var c = source.OpenConnection(); try { return c.Execute("select 1"); } finally { if (n > 3) { c.Dispose(); } } }
    [Expect("4.8", Flagged)] public void CatchReturn() { var c = source.OpenConnection(); try { c.Execute("select 1"); } catch { return; } c.Dispose(); }
    [Expect("4.8", Flagged)] public async Task CatchReturnAsync() { var c = await source.OpenConnectionAsync(); try { await c.ExecuteAsync("select 1"); } catch (Exception) { return; } await c.DisposeAsync(); }
    [Expect("4.8", Flagged)] public void OnlyInCatch() { var c = source.OpenConnection(); try { c.Execute("select 1"); } catch { c.Dispose(); throw; } }
    [Expect("4.8", Flagged)] public void TypedCatch() { var c = source.OpenConnection(); try { c.Execute("select 1"); c.Dispose(); } catch (NpgsqlException) { c.Dispose(); } }
    [Expect("4.8", Flagged)] public void Loop(int[] ids) { foreach (var id in ids) { var c = source.OpenConnection(); c.Execute("select @id", new { id }); } }
    [Expect("4.8", Flagged)] public void LoopContinue(int[] ids) { foreach (var id in ids) { var c = source.OpenConnection(); if (id < 0) { continue; } c.Dispose(); } }
    [Expect("4.8", Flagged)] public async Task LoopBreakAsync(int[] ids) { foreach (var id in ids) { var c = await source.OpenConnectionAsync(); try { if (id < 0) { break; } } catch (InvalidOperationException) { } await c.DisposeAsync(); } }
    [Expect("4.8", Flagged)] public void LoopOverwritten(int[] ids) { NpgsqlConnection c = null; try { foreach (var id in ids) { c = source.OpenConnection(); c.Execute("select @id", new { id }); } } finally { c?.Dispose(); } }
    [Expect("4.8", Flagged)] public int LocalFunction() { return Count(); int Count() { var c = source.OpenConnection(); return c.Execute("select 1"); } }
    [Expect("4.8", Flagged)] public async Task<int> AsyncLocalFunction() { return await CountAsync(); async Task<int> CountAsync() { var c = await source.OpenConnectionAsync(); return await c.ExecuteAsync("select 1"); } }
    [Expect("4.8", Flagged)] public Func<int> InLambda() => () => { var c = source.OpenConnection(); return c.Execute("select 1"); };
    [Expect("4.8", Flagged)] public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/leak", async (NpgsqlDataSource data) => { var c = await data.OpenConnectionAsync(); return await c.ExecuteScalarAsync<int>("select 1"); });
    [Expect("4.8", Flagged)] public IEnumerable<int> Iterator() { var c = source.OpenConnection(); foreach (var n in c.Query<int>("select 1")) { yield return n; } c.Dispose(); }
    [Expect("4.8", Flagged)] public IEnumerable<int> IteratorAfterYield() { yield return 0; var c = source.OpenConnection(); yield return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public async IAsyncEnumerable<int> AsyncIterator() { var c = await source.OpenConnectionAsync(); await foreach (var n in c.QueryUnbufferedAsync<int>("select 1")) { yield return n; } await c.DisposeAsync(); }
    [Expect("4.8", Flagged)] public async IAsyncEnumerable<int> AsyncIteratorAfterYield() { yield return 0; await Task.Yield(); var c = await source.OpenConnectionAsync(); yield return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public int FromFactory(Factory factory) { var c = factory.Open(); return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public async Task<int> FromAsyncFactory(Factory factory) { var c = await factory.OpenAsync(); return await c.ExecuteAsync("select 1"); }
    [Expect("4.8", Flagged)] public int FromInterface(IFactory factory) { var c = factory.OpenIt(); return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public int FromCreatingFactory(Factory factory) { var c = factory.Create(); c.Open(); return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public int Opener() { var c = new NpgsqlConnection(settings); Opening.Ensure(c); return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public int Reader() { var c = source.OpenConnection(); using var command = new NpgsqlCommand("select 1", c); using var reader = command.ExecuteReader(); return reader.Read() ? 1 : 0; }
    [Expect("4.8", Flagged)] public DbDataReader ReaderWithoutClose() { var c = source.OpenConnection(); var command = new NpgsqlCommand("select 1", c); return command.ExecuteReader(CommandBehavior.SequentialAccess); }
    [Expect("4.8", Flagged)] public int ReaderThatClosesButIsLeft() { var c = source.OpenConnection(); var reader = new NpgsqlCommand("select 1", c).ExecuteReader(CommandBehavior.CloseConnection); return reader.FieldCount; }
    [Expect("4.8", Flagged)] public int ReaderOfTheSource() { var reader = source.CreateCommand("select 1").ExecuteReader(); return reader.FieldCount; }
    [Expect("4.8", Flagged)] public async Task<int> ReaderOfTheSourceAsync() { await using var command = source.CreateCommand("select 1"); var reader = await command.ExecuteReaderAsync(); return reader.FieldCount; }
    [Expect("4.8", Flagged)] public int GridOfDapper() { var c = new NpgsqlConnection(settings); var grid = c.QueryMultiple("select 1"); return grid.ReadFirst<int>(); }
    [Expect("4.8", Flagged)] public int OnlyTheCommand() { using var command = new NpgsqlCommand("select 1", source.OpenConnection()); return command.ExecuteNonQuery(); }
    [Expect("4.8", Flagged)] public int OnlyTheTransaction() { var c = source.OpenConnection(); using var transaction = c.BeginTransaction(); transaction.Commit(); return 1; }
    [Expect("4.8", Flagged)] public int Abstract(DbDataSource any) { var c = any.OpenConnection(); return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public int Provider(DbProviderFactory provider) { var c = provider.CreateConnection(); c.Open(); return c.Execute("select 1"); }
    [Expect("4.8", Flagged)] public int Old() { IDbConnection c = new NpgsqlConnection(settings); c.Open(); var command = c.CreateCommand(); command.CommandText = "select 1"; return command.ExecuteNonQuery(); }
    [Expect("4.8", Flagged)] public int Reopened() { using var first = source.OpenConnection(); var c = source.OpenConnection(); return c.Execute("select 1") + first.Execute("select 2"); }
    [Expect("4.8", Flagged)] public int Overwritten(bool again) { var c = source.OpenConnection(); try { if (again) { c = source.OpenConnection(); } return c.Execute("select 1"); } finally { c.Dispose(); } }
    [Expect("4.8", Flagged)] public int MadeContext(DbContextOptions options) { var db = new DbContext(options); db.Database.OpenConnection(); return db.Database.ExecuteSql($"select 1"); }
    [Expect("4.8", Flagged)] public async Task<int> ContextOfFactory(IDbContextFactory<DbContext> contexts) { var db = await contexts.CreateDbContextAsync(); await db.Database.OpenConnectionAsync(); return await db.Database.ExecuteSqlAsync($"select 1"); }
    [Expect("4.8", Flagged)] public int Switch(int kind) { var c = source.OpenConnection(); switch (kind) { case 0: c.Dispose(); return 0; case 1: return 1; default: c.Dispose(); return 2; } }
    [Expect("4.8", Flagged)] public int WrongFlag() { var opened = false; var c = new NpgsqlConnection(settings); try { c.Open(); return c.Execute("select 1"); } finally { if (opened) { c.Close(); } } }
    [Expect("4.8", Flagged)] public NpgsqlConnection FactoryThatMayThrow() { var c = new NpgsqlConnection(settings); c.Open(); c.Execute("set application_name = 'shop'"); return c; }
    [Expect("4.8", Flagged)] public Owner OwnerLeft() { var owner = new Owner(source.OpenConnection()); owner.Use(); return null; }
    [Expect("4.8", Flagged)] public int InFinally() { try { return 1; } finally { var c = source.OpenConnection(); c.Execute("select 1"); } }
    [Expect("4.8", Flagged)] public int Filter() { var c = source.OpenConnection(); try { c.Execute("select 1"); } catch (Exception e) when (e is TimeoutException) { c.Dispose(); return 0; } c.Dispose(); return 1; }
    [HealthKitAccepted("4.8", "held for the life of the process"), Expect("4.8", Accepted)] public int Meant() { var c = source.OpenConnection(); return c.Execute("listen shop"); }
}

/// <summary>What makes connections for others.</summary>
public sealed class Factory(NpgsqlDataSource source, string settings) : IFactory
{
    [Expect("4.8", Clean)] public NpgsqlConnection Open() => source.OpenConnection();
    [Expect("4.8", Clean)] public async Task<NpgsqlConnection> OpenAsync() => await source.OpenConnectionAsync();
    [Expect("4.8", Clean)] public ValueTask<NpgsqlConnection> Pass(CancellationToken token) => source.OpenConnectionAsync(token);
    [Expect("4.8", Clean)] public IDbConnection Create() => new NpgsqlConnection(settings);
    [Expect("4.8", Clean)] public DbConnection OpenIt() { var c = new NpgsqlConnection(settings); c.Open(); return c; }
    [Expect("4.8", Clean)] public async Task<DbConnection> GuardedAsync() { var c = new NpgsqlConnection(settings); try { await c.OpenAsync(); await c.ExecuteAsync("set application_name = 'shop'"); return c; } catch { await c.DisposeAsync(); throw; } }
    [Expect("4.8", Clean)] public (NpgsqlConnection, NpgsqlTransaction) Pair() { var c = source.OpenConnection(); return (c, null); }
    [Expect("4.8", Clean)] public bool TryOpen(out NpgsqlConnection connection) { connection = source.OpenConnection(); return true; }
}

public interface IFactory
{
    DbConnection OpenIt();
}

public static class Opening
{
    [Expect("4.8", Clean)] public static void Ensure(DbConnection connection) { if (connection.State != ConnectionState.Open) { connection.Open(); } }
    [Expect("4.8", Clean)] public static void Quietly(DbConnection connection) { try { connection.Dispose(); } catch { } }
}

/// <summary>Owns the connection it is given.</summary>
public sealed class Owner(NpgsqlConnection connection) : IDisposable
{
    public void Use() => connection.Execute("select 1");

    public void Dispose() => connection.Dispose();
}

/// <summary>Owns it unless told otherwise.</summary>
public sealed class LeaveOpen(NpgsqlConnection connection, bool leaveOpen) : IDisposable
{
    public void Use() => connection.Execute("select 1");

    public void Dispose()
    {
        if (!leaveOpen)
        {
            connection.Dispose();
        }
    }
}
