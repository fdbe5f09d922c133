using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HealthKit.Endpoints;

/// <summary>
/// A readiness check of HealthKit's own, asked by <c>/health/ready</c> alone. It stays out of the host's registrations: there its name may be taken,
/// which stops the host, and an endpoint of the host that runs every check, a liveness probe say, would ask the database from then on.
/// </summary>
/// <param name="Registration">What to ask and how long.</param>
/// <param name="IsOn">False when the options switch it off.</param>
internal sealed record OwnHealthCheck(HealthCheckRegistration Registration, bool IsOn = true)
{
    /// <summary>Asks once. A check that fails or hangs counts as its failure status.</summary>
    public async Task<HealthStatus> AskAsync(IServiceProvider services, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Registration.Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            var context = new HealthCheckContext { Registration = Registration };
            return (await Registration.Factory(services).CheckHealthAsync(context, either.Token).ConfigureAwait(false)).Status;
        }
#pragma warning disable CA1031 // A check that fails is a dependency that does not answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return Registration.FailureStatus;
        }
    }
}
