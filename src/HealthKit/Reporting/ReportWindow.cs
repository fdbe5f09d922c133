namespace HealthKit.Reporting;

/// <summary>How much the report looks back on.</summary>
/// <param name="Seconds">The length of the sliding window of live traffic, in seconds.</param>
/// <param name="UptimeSeconds">How long the service has been observed, in seconds.</param>
/// <param name="Requests">Requests observed since start.</param>
/// <param name="RequestsPerSecond">The load in the window, requests a second.</param>
public sealed record ReportWindow(double Seconds, double UptimeSeconds, long Requests, double RequestsPerSecond);
