using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Storefront.Uploads;

/// <summary>Signs URLs for an S3-compatible store (AWS Signature Version 4, query form), so that files never pass through this service.</summary>
public sealed class ObjectStore(IOptions<ObjectStoreOptions> options, TimeProvider clock)
{
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(10);

    public (Uri Url, DateTimeOffset Expires) Sign(string method, string key)
    {
        var store = options.Value;
        var now = clock.GetUtcNow();
        var time = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{store.Region}/s3/aws4_request";
        var path = $"/{store.Bucket}/{Uri.EscapeDataString(key)}";
        var query = string.Create(CultureInfo.InvariantCulture,
            $"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Uri.EscapeDataString($"{store.AccessKey}/{scope}")}&X-Amz-Date={time}&X-Amz-Expires={Validity.TotalSeconds}&X-Amz-SignedHeaders=host");

        var request = $"{method}\n{path}\n{query}\nhost:{store.Url.Authority}\n\nhost\nUNSIGNED-PAYLOAD";
        var text = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        var signingKey = new[] { time[..8], store.Region, "s3", "aws4_request" }
            .Aggregate(Encoding.UTF8.GetBytes("AWS4" + store.SecretKey), static (secret, part) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(part)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(signingKey, Encoding.UTF8.GetBytes(text)));

        return (new Uri(store.Url, $"{path}?{query}&X-Amz-Signature={signature}"), now + Validity);
    }
}
