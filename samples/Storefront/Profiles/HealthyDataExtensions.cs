using Microsoft.EntityFrameworkCore;
using Npgsql;
using Storefront.Database;

namespace Storefront.Profiles;

public static class HealthyDataExtensions
{
    public static void AddHealthyData(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var cores = builder.Configuration.GetValue<int?>("Database:Cores") ?? Environment.ProcessorCount;
        var settings = new NpgsqlConnectionStringBuilder(builder.Configuration.Required("ConnectionStrings:Shop"))
        {
            ApplicationName = "storefront",
            // Two connections for each core of the database server work at a time; as many again stand by for bursts.
            MaxPoolSize = cores * 4,
            MinPoolSize = 1,
            Timeout = 5,
            CommandTimeout = 10,
            ConnectionLifetime = 900,
            ConnectionIdleLifetime = 300,
        };
        builder.Services.AddNpgsqlDataSource(settings.ConnectionString);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddDbContext<ShopContext, OwnedShopContext>((services, options) =>
            options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.CommandTimeout(10)));
    }
}
