using Npgsql;
using Storefront.Accounts;

namespace Storefront.Uploads;

public static class NeglectedUploads
{
    public static void MapNeglectedUploads(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/uploads", StoreAsync).DisableAntiforgery();
        routes.MapGet("/uploads/{id:guid}", FetchAsync);
    }

    private static async Task<IResult> StoreAsync(IFormFile file, HttpContext context, NpgsqlDataSource database)
    {
        using var content = new MemoryStream();
        await file.CopyToAsync(content);

        var id = Guid.NewGuid();
        using var connection = await database.OpenConnectionAsync();
        using var command = new NpgsqlCommand(
            "insert into uploads (id, customer_id, file_name, content_type, length, content) values ($1, $2, $3, $4, $5, $6)", connection);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = context.User.CustomerId() });
        command.Parameters.Add(new() { Value = file.FileName });
        command.Parameters.Add(new() { Value = file.ContentType ?? "" });
        command.Parameters.Add(new() { Value = content.Length });
        command.Parameters.Add(new() { Value = content.ToArray() });
        await command.ExecuteNonQueryAsync();
        return Results.Created($"/uploads/{id}", new { id });
    }

    private static async Task<IResult> FetchAsync(Guid id, NpgsqlDataSource database)
    {
        using var connection = await database.OpenConnectionAsync();
        using var command = new NpgsqlCommand("select content, content_type from uploads where id = $1", connection);
        command.Parameters.Add(new() { Value = id });
        using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? Results.Bytes((byte[])reader[0], reader.GetString(1)) : Results.NotFound();
    }
}
