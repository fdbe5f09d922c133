namespace HealthKit.TestServers.Tests;

public sealed class PostgresServerTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gives_every_test_a_database_of_its_own()
    {
        await using var first = await postgres.CreateDatabaseAsync("CREATE TABLE item (id int); INSERT INTO item VALUES (1)", Cancellation);
        await using var second = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);

        Assert.Equal("1", await first.ExecuteAsync("SELECT count(*) FROM item", Cancellation));
        Assert.Equal("t", await second.ExecuteAsync("SELECT to_regclass('item') IS NULL", Cancellation));
    }

    [Fact]
    public async Task Names_the_statement_that_failed()
    {
        var server = await postgres.GetServerAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => server.ExecuteAsync("SELECT 1; SELECT * FROM nowhere", cancellationToken: Cancellation));

        Assert.Contains("relation \"nowhere\" does not exist", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starts_with_the_settings_asked_for()
    {
        await using var server = await PostgresServer.StartAsync(["max_connections=17", "statement_timeout=1234ms"], Cancellation);

        Assert.Equal("17", await server.ExecuteAsync("SHOW max_connections", cancellationToken: Cancellation));
        Assert.Equal("1234ms", await server.ExecuteAsync("SHOW statement_timeout", cancellationToken: Cancellation));
        Assert.Contains($"Port={server.Port};", server.ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_setting_that_the_server_refuses()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresServer.StartAsync(["no_such_setting=1"], Cancellation));

        Assert.Contains("no_such_setting", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comes_back_on_the_same_port_with_its_data_after_a_kill()
    {
        await using var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await server.ExecuteAsync("CREATE TABLE kept AS SELECT 7 AS id; CHECKPOINT", cancellationToken: Cancellation);
        var (port, process) = (server.Port, server.ProcessId);

        await server.KillAsync(Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ExecuteAsync("SELECT 1", cancellationToken: Cancellation));

        await server.RestartAsync(Cancellation);
        Assert.Equal(port, server.Port);
        Assert.NotEqual(process, server.ProcessId);
        Assert.Equal("7", await server.ExecuteAsync("SELECT id FROM kept", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_frozen_server_answers_nothing_until_it_continues()
    {
        await using var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await server.FreezeAsync(Cancellation);

        var answer = server.ExecuteAsync("SELECT 42", cancellationToken: Cancellation);
        Assert.False(await CompletesAsync(answer, TimeSpan.FromMilliseconds(300)));

        await server.ContinueAsync(Cancellation);
        Assert.Equal("42", await answer.WaitAsync(Bound, Cancellation));
    }

    [Fact]
    public async Task Leaves_no_process_and_no_folder_behind()
    {
        var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.Folder));
        Assert.False(server.IsRunning);
    }

    private static async Task<bool> CompletesAsync(Task task, TimeSpan bound) =>
        await Task.WhenAny(task, Task.Delay(bound, Cancellation)) == task;
}
