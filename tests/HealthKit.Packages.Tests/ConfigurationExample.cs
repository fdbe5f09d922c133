using Microsoft.AspNetCore.Builder;

namespace HealthKit.Packages.Tests;

/// <summary>What docs/configuration.md shows of the options in code: compiled here, run by a test, and copied into the page between the marks.</summary>
internal static class ConfigurationExample
{
    public static void Configure(WebApplicationBuilder builder)
    {
        // begin
        builder.Services.AddHealthAudit(options =>
        {
            options.Team = "Shop";
            options.WarmUp = TimeSpan.FromSeconds(30);
            options.PublicAreas.Add("GET /products");
            options.Limits["1.1"] = 150;
            options.PerformanceBudgetFile = "budgets.json"; // { "GET /orders": 200, "POST /orders": 500 }
            options.Attestations.Add(new AttestationOptions
            {
                Check = "6.3",
                Statement = "The gateway limits every client to 100 requests a minute",
                Owner = "Ada Lovelace",
                Evidence = "https://wiki.example/gateway",
                Date = "2026-11-01",
                Expires = "2027-10-31",
            });

            // A route, as reports show it: method and template.
            options.Exemptions.Add(new ExemptionOptions { Check = "1.1", Kind = "Route", Subject = "GET /export*", Reason = "nightly job, nobody waits", Expires = "2027-03-31" });

            // A table, or one of its keys: "public.orders (product_id)".
            options.Exemptions.Add(new ExemptionOptions { Check = "2.2", Kind = "Table", Subject = "public.archive", Reason = "written once, never deleted from", Expires = "2027-03-31" });

            // An HTTP client, a data source or a pool.
            options.Exemptions.Add(new ExemptionOptions { Check = "7.1", Kind = "Client", Subject = "reports", Reason = "called by one nightly job", Expires = "2027-03-31" });

            // The beginning of cache keys.
            options.Exemptions.Add(new ExemptionOptions { Check = "3.2", Kind = "KeyPrefix", Subject = "country:*", Reason = "reference data that never changes", Expires = "2027-03-31" });

            // A type and member of the service's code.
            options.Exemptions.Add(new ExemptionOptions { Check = "8.3", Kind = "Member", Subject = "Shop.Basket.Total", Reason = "a counter for diagnostics", Expires = "2027-03-31" });
        })
        .AddNpgsql(options =>
        {
            options.DatabaseCpuCores = 8;
            options.Instances = 3;
        });
        // end
    }
}
