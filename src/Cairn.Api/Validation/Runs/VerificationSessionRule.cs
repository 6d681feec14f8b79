using Cairn.Api.Core;

namespace Cairn.Api.Validation.Runs;

/// <summary>A proof is of one Snapshot of one Repository.</summary>
internal sealed class VerificationSessionRule : IRule<BackupVerificationSession>
{
    public void Check(BackupVerificationSession value, RuleContext context)
    {
        if (value.Spec is not { } spec)
        {
            return;
        }

        if (spec.Invoker is null)
        {
            context.Error(FieldPath.Spec.Field("invoker"), "is missing: name the plan");
        }

        context.Require(FieldPath.Spec.Field("repository"), spec.Repository, "is missing: name the Repository");
    }
}
