namespace Storefront;

/// <summary>What a client has to know before it starts: how files are uploaded, "direct" through this service or "presigned".</summary>
public sealed record Capabilities(string Name, string Uploads);
