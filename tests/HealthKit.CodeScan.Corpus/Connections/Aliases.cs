#nullable disable
using Dapper;
using Npgsql;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.Connections;

/// <summary>Two variables for one connection, of which one may be empty.</summary>
public sealed class Aliases(NpgsqlDataSource source)
{
    [Expect("4.8", Flagged)] public int OnlyWhenKept(bool keep) { var c = source.OpenConnection(); NpgsqlConnection d = null; if (keep) { d = c; } try { return c.Execute("select 1"); } finally { if (d != null) { d.Dispose(); } } }
    [Expect("4.8", Flagged)] public async Task<int> OnlyWhenKeptAsync(bool keep) { var c = await source.OpenConnectionAsync(); NpgsqlConnection d = null; if (keep) { d = c; } try { return await c.ExecuteAsync("select 1"); } finally { if (d is not null) { await d.DisposeAsync(); } } }
    [Expect("4.8", Flagged)] public int TakenTooSoon() { NpgsqlConnection c = null; var d = c; try { c = source.OpenConnection(); return c.Execute("select 1"); } finally { if (d != null) { d.Dispose(); } } }
    [Expect("4.8", Flagged)] public int Chosen(bool keep) { var c = source.OpenConnection(); var d = keep ? c : null; try { return c.Execute("select 1"); } finally { d?.Dispose(); } }
    [Expect("4.8", Flagged)] public int Cleared(bool clear) { var c = source.OpenConnection(); var d = c; try { if (clear) { d = null; } return c.Execute("select 1"); } finally { d?.Dispose(); } }
    [Expect("4.8", Flagged)] public int GivenInstead(NpgsqlConnection given, bool own) { var c = source.OpenConnection(); var d = given; if (own) { d = c; } try { return c.Execute("select 1"); } finally { if (d != null) { d.Dispose(); } } }
    [Expect("4.8", Flagged)] public int Captured(List<int> ids, bool keep) { var c = source.OpenConnection(); NpgsqlConnection d = null; if (keep) { d = c; } try { ids.ForEach(id => d?.Execute("select @id", new { id })); return c.Execute("select 1"); } finally { d?.Dispose(); } }
    [Expect("4.8", Flagged)] public void LastOfSome(int[] ids) { NpgsqlConnection last = null; try { foreach (var id in ids) { var c = source.OpenConnection(); if (id > 0) { last?.Dispose(); last = c; } } } finally { last?.Dispose(); } }
    [Expect("4.8", Flagged)] public int AskedTooSoon() { NpgsqlConnection d = null; var has = d != null; d = source.OpenConnection(); try { return d.Execute("select 1"); } finally { if (has) { d.Dispose(); } } }
    [Expect("4.8", Flagged)] public int Forgotten() { var c = source.OpenConnection(); try { c.Execute("select 1"); var kept = c; c = null; return kept.ProcessID; } finally { c?.Dispose(); } }
    [Expect("4.8", Flagged)] public async Task<int> ForgottenAsync() { var c = await source.OpenConnectionAsync(); try { await c.ExecuteAsync("select 1"); var kept = c; c = null; return kept.ProcessID; } finally { if (c != null) { await c.DisposeAsync(); } } }
    [Expect("4.8", Flagged)] public int InCatch() { NpgsqlConnection c = null, d = null; try { c = source.OpenConnection(); c.Execute("select 1"); d = c; return d.Execute("select 2"); } catch (NpgsqlException) { return 0; } finally { d?.Dispose(); } }
    [Expect("4.8", Clean)] public int Same() { var c = source.OpenConnection(); var d = c; try { return c.Execute("select 1"); } finally { d?.Dispose(); } }
    [Expect("4.8", Clean)] public int BothWhenOpened(bool open) { NpgsqlConnection c = null, d = null; try { if (open) { c = source.OpenConnection(); d = c; } return c == null ? 0 : c.Execute("select 1"); } finally { d?.Dispose(); } }
    [Expect("4.8", Clean)] public async Task<int> BothWhenOpenedAsync(bool open) { NpgsqlConnection c = null, d = null; try { if (open) { c = await source.OpenConnectionAsync(); d = c; } return c == null ? 0 : await c.ExecuteAsync("select 1"); } finally { if (d != null) { await d.DisposeAsync(); } } }
    [Expect("4.8", Clean)] public int OneOrTheOther(bool keep) { var c = source.OpenConnection(); NpgsqlConnection d = null; if (keep) { d = c; } try { return c.Execute("select 1"); } finally { if (d != null) { d.Dispose(); } else { c.Dispose(); } } }
    [Expect("4.8", Clean)] public NpgsqlConnection HandedOn() { var c = source.OpenConnection(); try { c.Execute("select 1"); var kept = c; c = null; return kept; } finally { c?.Dispose(); } }
    [Expect("4.8", Clean)] public async Task<NpgsqlConnection> HandedOnAsync() { var c = await source.OpenConnectionAsync(); try { await c.ExecuteAsync("select 1"); var kept = c; c = null; return kept; } finally { if (c != null) { await c.DisposeAsync(); } } }
    [Expect("4.8", Clean)] public int CapturedNullFirst(List<int> ids) { NpgsqlConnection c = null; try { c = source.OpenConnection(); ids.ForEach(id => c.Execute("select @id", new { id })); return 1; } finally { c?.Dispose(); } }
    [Expect("4.8", Clean)] public async Task<int> CapturedNullFirstAsync(List<int> ids) { NpgsqlConnection c = null; try { c = await source.OpenConnectionAsync(); ids.ForEach(id => c.Execute("select @id", new { id })); return 1; } finally { if (c != null) { await c.DisposeAsync(); } } }
    [Expect("4.8", Clean)] public int CapturedAlias(List<int> ids) { NpgsqlConnection c = null, d = null; try { c = source.OpenConnection(); d = c; ids.ForEach(id => d.Execute("select @id", new { id })); return c.Execute("select 1"); } finally { c?.Dispose(); } }
    [Expect("4.8", Clean)] public void Latest(int[] ids) { NpgsqlConnection last = null; try { foreach (var id in ids) { var c = source.OpenConnection(); last?.Dispose(); last = c; last.Execute("select @id", new { id }); } } finally { last?.Dispose(); } }
}
