using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace HealthKit.CodeScan.Service;

/// <summary>Handlers that release their connection, or that do not on a path that hardly ever runs.</summary>
public static class Orders
{
    public static void MapLeaking(this IEndpointRouteBuilder routes) => routes.MapGet("/orders", ReadLeaking);

    public static void MapReleasing(this IEndpointRouteBuilder routes) => routes.MapGet("/orders", ReadReleasing);

    public static void MapHolding(this IEndpointRouteBuilder routes) => routes.MapGet("/pay", PayHolding);

    public static void MapCalling(this IEndpointRouteBuilder routes) => routes.MapGet("/pay", PayReleasing);

    private static async Task<int> ReadLeaking(NpgsqlDataSource source, int? most, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        if (most < 0)
        {
            return 0;
        }

        await using (connection)
        {
            return await CountAsync(connection, cancellation);
        }
    }

    private static async Task<int> ReadReleasing(NpgsqlDataSource source, int? most, CancellationToken cancellation)
    {
        for (var order = 1; order < (most ?? 1); order++)
        {
            var one = await source.OpenConnectionAsync(cancellation);
            try
            {
                await CountAsync(one, cancellation);
            }
            finally
            {
                await one.DisposeAsync();
            }
        }

        await using var connection = await source.OpenConnectionAsync(cancellation);
        return most < 0 ? 0 : await CountAsync(connection, cancellation);
    }

    private static async Task<int> PayHolding(NpgsqlDataSource source, HttpClient http, bool? notify, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (notify == true)
        {
            await NotifyAsync(http, cancellation);
        }

        return await CountAsync(connection, cancellation);
    }

    private static async Task<int> PayReleasing(NpgsqlDataSource source, HttpClient http, CancellationToken cancellation)
    {
        int count;
        await using (var connection = await source.OpenConnectionAsync(cancellation))
        {
            count = await CountAsync(connection, cancellation);
        }

        await NotifyAsync(http, cancellation);
        return count;
    }

    private static async Task NotifyAsync(HttpClient http, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri("/", UriKind.Relative), cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<int> CountAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
