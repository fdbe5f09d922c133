using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Storefront.Accounts;

namespace Storefront.Uploads;

public static class HealthyUploads
{
    public static void MapHealthyUploads(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/uploads", StartAsync);
        routes.MapGet("/uploads/{id:guid}", FetchAsync);
    }

    private static async Task<Created<UploadTicket>> StartAsync(
        UploadRequest request, ClaimsPrincipal user, NpgsqlDataSource database, ObjectStore store, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7();
        await using var command = database.CreateCommand(
            "insert into uploads (id, customer_id, file_name, content_type, length) values ($1, $2, $3, $4, $5)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user.CustomerId() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.FileName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.ContentType });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = request.Length });
        await command.ExecuteNonQueryAsync(cancellation);

        var (url, expires) = store.Sign("PUT", id.ToString());
        return TypedResults.Created($"/uploads/{id}", new UploadTicket(id, url, expires));
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> FetchAsync(
        Guid id, ClaimsPrincipal user, NpgsqlDataSource database, ObjectStore store, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select 1 from uploads where id = $1 and customer_id = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user.CustomerId() });
        return await command.ExecuteScalarAsync(cancellation) is null
            ? TypedResults.NotFound()
            : TypedResults.Redirect(store.Sign("GET", id.ToString()).Url.ToString());
    }
}
