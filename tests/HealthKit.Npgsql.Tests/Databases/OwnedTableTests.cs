using HealthKit.Npgsql.Databases;
using HealthKit.TestServers;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

public sealed class OwnedTableTests(PostgresFixture postgres)
{
    private const string Schema = """
        create table "Tenants" ("TenantId" uuid primary key, name text);
        create table users (user_id int primary key, name text);
        create table app_accounts (account_id int primary key);
        create table organizations (org_id int primary key);
        create table orders (id int primary key, customer_id int);
        create table profiles (user_id int primary key references users, picture text);
        create table user_settings (user_id int primary key, theme text);
        create table members (user_id int, account_id int, primary key (user_id, account_id));
        create table "Users" ("UserId" int primary key, "TenantId" uuid);
        """;

    [Fact]
    public async Task Takes_the_key_of_the_thing_itself_for_no_owner()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(Schema, cancellation);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(cancellation);

        var tables = await OwnedTableReader.ReadAsync(connection, ApplicationSession.Plain, cancellation);

        Assert.Equal(
            ["public.\"Users\" (\"TenantId\")", "public.members (user_id, account_id)", "public.orders (customer_id)", "public.profiles (user_id)", "public.user_settings (user_id)"],
            tables.Select(static table => $"{table.Evidence.Table} ({table.Evidence.Column})").Order(StringComparer.Ordinal));
    }
}
