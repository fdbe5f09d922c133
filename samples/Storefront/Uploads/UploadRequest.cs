using System.ComponentModel.DataAnnotations;

namespace Storefront.Uploads;

public sealed record UploadRequest
{
    [Required, StringLength(120, MinimumLength = 1), RegularExpression("^[A-Za-z0-9._-]+$")]
    public string FileName { get; init; } = "";

    [Required, RegularExpression("^image/(png|jpeg|webp)$"), StringLength(40)]
    public string ContentType { get; init; } = "";

    [Range(1, 10_000_000)]
    public long Length { get; init; }
}
