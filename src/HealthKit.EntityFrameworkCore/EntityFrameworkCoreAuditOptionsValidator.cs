using Microsoft.Extensions.Options;

namespace HealthKit.EntityFrameworkCore;

/// <summary>Refuses an acknowledgement without a reason.</summary>
internal sealed class EntityFrameworkCoreAuditOptionsValidator : IValidateOptions<EntityFrameworkCoreAuditOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EntityFrameworkCoreAuditOptions options)
    {
        var empty = options.AcknowledgedMigrations.Where(static pair => string.IsNullOrWhiteSpace(pair.Value)).Select(static pair => pair.Key).ToArray();
        return empty.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"HealthAudit:EntityFrameworkCore:{nameof(options.AcknowledgedMigrations)}: {string.Join(", ", empty)} has no reason; say why it is safe.");
    }
}
