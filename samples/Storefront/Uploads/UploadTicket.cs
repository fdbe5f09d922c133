namespace Storefront.Uploads;

/// <summary>Where the client puts the file by itself, and until when.</summary>
public sealed record UploadTicket(Guid Id, Uri Url, DateTimeOffset Expires);
