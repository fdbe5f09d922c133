using System.Globalization;
using HealthKit.Endpoints;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Hosting;

/// <summary>Says once, at the start, which settings have no effect: unknown keys, sections out of place, policies that are not registered, exemptions and attestations out of term, a drain delay too long for the host.</summary>
internal sealed class SettingsNotice(
    IServiceProvider services,
    IOptions<HealthAuditOptions> options,
    IOptions<HostOptions> host,
    AuditSettings settings,
    SettingsKeys keys,
    ReadinessGate gate,
    TimeProvider time,
    ILogger<SettingsNotice> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            NoteKeys();
            NoteDrain();
            NoteTerms(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
            await NotePoliciesAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A configuration provider of the host's own may throw; a notice must not stop the host.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogMessages.SettingsUnread(logger, exception.GetType().Name);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void NoteKeys()
    {
        foreach (var (key, problem) in keys.Unknown())
        {
            LogMessages.SettingUnknown(logger, key, problem);
        }

        foreach (var (key, advice) in keys.Astray())
        {
            LogMessages.SettingAstray(logger, key, advice);
        }
    }

    private void NoteDrain()
    {
        if (gate.Wished > gate.Drain)
        {
            LogMessages.DrainCut(logger, gate.Wished, gate.Drain, host.Value.ShutdownTimeout);
        }
    }

    private void NoteTerms(DateOnly today)
    {
        foreach (var exemption in settings.Exemptions.Where(exemption => exemption.Expires < today))
        {
            LogMessages.DecisionOutOfTerm(logger, $"The exemption of {exemption.Kind} {exemption.Subject}", exemption.Check, $"expired on {Day(exemption.Expires)}; renew or remove it");
        }

        foreach (var attestation in settings.Attestations.Where(attestation => attestation.Expires < today || attestation.Date > today))
        {
            LogMessages.DecisionOutOfTerm(logger, "The attestation", attestation.Check, attestation.Expires < today ? $"expired on {Day(attestation.Expires)}; renew or remove it" : $"holds only from {Day(attestation.Date)} on");
        }
    }

    // A provider of the host's own may know policies that exist only on demand; it is asked when somebody comes.
    private async Task NotePoliciesAsync()
    {
        var provider = services.GetService<IAuthorizationPolicyProvider>();
        if (provider is not null && provider.GetType() != typeof(DefaultAuthorizationPolicyProvider))
        {
            return;
        }

        (string Setting, string? Name)[] policies =
        [
            (nameof(HealthAuditOptions.SummaryPolicy), options.Value.SummaryPolicy),
            (nameof(HealthAuditOptions.ChecksPolicy), options.Value.ChecksPolicy),
            (nameof(HealthAuditOptions.EvidencePolicy), options.Value.EvidencePolicy),
        ];
        foreach (var (setting, name) in policies)
        {
            if (!string.IsNullOrEmpty(name) && (provider is null || await provider.GetPolicyAsync(name).ConfigureAwait(false) is null))
            {
                LogMessages.PolicyUnregistered(logger, $"{AuditOptionsReader.Section}:{setting}");
            }
        }
    }

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
