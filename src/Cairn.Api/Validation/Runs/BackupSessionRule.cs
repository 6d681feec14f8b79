using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Core;
using Cairn.Api.Serialization;

namespace Cairn.Api.Validation.Runs;

/// <summary>A run belongs to a session of a plan, and what it is to do does not change.</summary>
internal sealed class BackupSessionRule : IRule<BackupSession>
{
    public void Check(BackupSession value, RuleContext context)
    {
        if (context.Old is BackupSession old && !JsonNode.DeepEquals(Json(old), Json(value)))
        {
            context.Error(FieldPath.Spec, "cannot change: make another BackupSession");
        }

        if (value.Spec is not { } spec)
        {
            return;
        }

        if (spec.Invoker is null)
        {
            context.Error(FieldPath.Spec.Field("invoker"), "is missing: name a BackupConfiguration or BackupBatch");
        }
        else if (spec.Invoker.Kind is not (nameof(BackupConfiguration) or nameof(BackupBatch)))
        {
            context.Error(FieldPath.Spec.Field("invoker").Field("kind"), $"is \"{spec.Invoker.Kind}\", which is none of BackupConfiguration, BackupBatch");
        }

        context.Require(FieldPath.Spec.Field("session"), spec.Session, "is missing: name a session of the plan");
        SchedulerChecks.CheckDuration(spec.BackupTimeout, FieldPath.Spec.Field("backupTimeout"), context);
    }

    private static JsonNode? Json(BackupSession value) => JsonSerializer.SerializeToNode(value.Spec, ApiJsonContext.Default.BackupSessionSpec);
}
