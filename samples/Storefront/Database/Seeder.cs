using System.Diagnostics;
using HealthKit;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Storefront.Accounts;

namespace Storefront.Database;

/// <summary>Creates the profile's database when it is missing and fills it with the same shop every time.</summary>
[HealthKitAccepted("6.5", "run from the command line with the shop's own scripts; no request reaches it")]
public static class Seeder
{
    public const string DemoPassword = "storefront-demo";

    public static async Task SeedAsync(IConfiguration configuration, string profile)
    {
        var settings = new NpgsqlConnectionStringBuilder(configuration.Required("ConnectionStrings:Shop"))
        {
            CommandTimeout = 300,
            Pooling = false,
        };
        var watch = Stopwatch.StartNew();
        await CreateDatabaseAsync(settings);

        await using var source = NpgsqlDataSource.Create(settings);
        await using var connection = await source.OpenConnectionAsync();
        foreach (var (name, sql) in Scripts(profile))
        {
            await RunAsync(connection, name, sql);
            Console.WriteLine($"{watch.Elapsed.TotalSeconds,5:0.0} s  {name}");
        }

        await NoteHistoryAsync(connection, profile);
        await RunAsync(connection, "vacuum", "vacuum analyze");
        if (profile == "healthy")
        {
            // Loading leaves indexes half empty. The neglected shop has never looked.
            await RunAsync(connection, "reindex", $"reindex database \"{settings.Database}\"");
        }

        Console.WriteLine($"{watch.Elapsed.TotalSeconds,5:0.0} s  {settings.Database} is seeded for the {profile} profile");
    }

    private static IEnumerable<(string Name, string Sql)> Scripts(string profile)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Database");
        var migrations = Directory.GetFiles(Path.Combine(root, profile), "*.sql")
            .Select(path => Path.GetRelativePath(root, path))
            .Order(StringComparer.Ordinal)
            .ToList();

        // 0001 and 0002 make the tables, the seed fills them, the rest (indexes, settings) is faster on full tables.
        return ((string[])["0001_tables.sql", .. migrations.Where(MakesTables), "seed.sql", .. migrations.Where(name => !MakesTables(name))])
            .Select(name => (name, File.ReadAllText(Path.Combine(root, name))));

        static bool MakesTables(string name) => Path.GetFileName(name).StartsWith("0002", StringComparison.Ordinal);
    }

    // The seeded shop is a year old. It opened with the first three migrations; later ones came with this week's release.
    private static async Task NoteHistoryAsync(NpgsqlConnection connection, string profile)
    {
        foreach (var (name, _) in Scripts(profile).Where(static script => char.IsAsciiDigit(Path.GetFileName(script.Name)[0])))
        {
            var file = Path.GetFileName(name);
            await using var command = new NpgsqlCommand("insert into schemaversions (scriptname, applied) values ($1, now() - $2)", connection);
            command.Parameters.Add(new() { Value = file });
            command.Parameters.Add(new() { Value = TimeSpan.FromDays(string.CompareOrdinal(file, "0004") < 0 ? 365 : 3) });
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string name, string sql)
    {
        if (name == "seed.sql")
        {
            // A script of many statements takes no parameters; the hash is base64 and needs no escaping.
            var hash = new PasswordHasher<Customer>().HashPassword(new Customer(), DemoPassword);
            sql = sql.Replace("$1", $"'{hash}'", StringComparison.Ordinal);
        }

        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException exception) when (name.EndsWith("server-log.sql", StringComparison.Ordinal)
            && exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            Console.WriteLine($"         {name} needs a superuser: the slow query log stays as the server has it");
        }
    }

    private static async Task CreateDatabaseAsync(NpgsqlConnectionStringBuilder settings)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = "postgres" };
        await using var source = NpgsqlDataSource.Create(maintenance);
        await using var find = source.CreateCommand("select 1 from pg_database where datname = $1");
        find.Parameters.Add(new() { Value = settings.Database });
        if (await find.ExecuteScalarAsync() is null)
        {
            await using var create = source.CreateCommand($"create database \"{settings.Database}\"");
            await create.ExecuteNonQueryAsync();
        }
    }
}
