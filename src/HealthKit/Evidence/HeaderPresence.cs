namespace HealthKit.Evidence;

/// <summary>How often one header stood where it should.</summary>
/// <param name="Header">The header's name.</param>
/// <param name="Expected">Sampled responses that should carry it: HSTS over HTTPS only, Content-Security-Policy on HTML only.</param>
/// <param name="Present">Those that did, with a value that works; X-Frame-Options is present too where frame-ancestors stands, max-age=0 is absent.</param>
/// <param name="MissingOn">A route that lacked it, or null.</param>
public sealed record HeaderPresence(string Header, long Expected, long Present, string? MissingOn = null);
