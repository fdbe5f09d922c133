using System.ComponentModel.DataAnnotations;

namespace Storefront.Uploads;

/// <summary>An S3-compatible object store. Its keys come from the environment (ObjectStore__AccessKey, ObjectStore__SecretKey).</summary>
public sealed class ObjectStoreOptions
{
    [Required]
    public Uri Url { get; set; } = new("http://localhost:9000");

    [Required]
    public string Bucket { get; set; } = "storefront";

    [Required]
    public string Region { get; set; } = "us-east-1";

    [Required]
    public string AccessKey { get; set; } = "";

    [Required]
    public string SecretKey { get; set; } = "";
}
