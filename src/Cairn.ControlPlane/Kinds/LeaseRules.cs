using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>Leases: who leads, and since when.</summary>
internal sealed class LeaseRules : IKindRules
{
    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old) => value.Map("spec");

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        if (value.Number("spec", "leaseDurationSeconds") is <= 0 and var seconds)
        {
            yield return FieldError.Invalid("spec.leaseDurationSeconds", $"{seconds}", "must be greater than 0");
        }

        if (value.Number("spec", "leaseTransitions") is < 0 and var transitions)
        {
            yield return FieldError.Invalid("spec.leaseTransitions", $"{transitions}", "must be greater than or equal to 0");
        }
    }
}
