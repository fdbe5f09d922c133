using Microsoft.EntityFrameworkCore;
using Npgsql;
using Storefront.Database;

namespace Storefront.Profiles;

public static class NeglectedDataExtensions
{
    public static void AddNeglectedData(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Nothing times out, so nobody sees a time-out; the pool has the size that the driver ships with.
        var settings = new NpgsqlConnectionStringBuilder(builder.Configuration.Required("ConnectionStrings:Shop"))
        {
            Timeout = 0,
            CommandTimeout = 0,
            ConnectionIdleLifetime = 3600,
        };
        builder.Services.AddNpgsqlDataSource(settings.ConnectionString);

        // Search once hung with a stale connection, so it opens a new one each time.
        settings.Pooling = false;
        builder.Services.AddNpgsqlDataSource(settings.ConnectionString, serviceKey: SearchDatabase.Key);

        builder.Services.AddDbContext<ShopContext>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
    }
}
