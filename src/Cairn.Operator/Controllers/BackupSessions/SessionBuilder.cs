using Cairn.Api;
using Cairn.Api.Core;
using Cairn.Api.Rules.Naming;
using Cairn.Operator.Jobs;
using Cairn.Operator.Objects;
using k8s.Models;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>Builds the sessions that the operator itself begins: the first backup of a plan, and the next attempt of one that failed.</summary>
internal static class SessionBuilder
{
    /// <summary>A session, named by its time.</summary>
    public static BackupSession Build(BackupConfiguration plan, string session, DateTimeOffset time, int retryLeft, string? timeout) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = ObjectNames.BackupSession(plan.Metadata.Name, session, time),
            NamespaceProperty = plan.Metadata.NamespaceProperty,
            Labels = new Dictionary<string, string> { [LabelKeys.InvokerName] = ObjectLabels.Value(plan.Metadata.Name) },
            Finalizers = [ClusterObjects.Finalizer],
            OwnerReferences = [Owners.Controller(plan)],
        },
        Spec = new BackupSessionSpec
        {
            Invoker = new V1TypedLocalObjectReference { ApiGroup = ApiGroups.Core, Kind = nameof(BackupConfiguration), Name = plan.Metadata.Name },
            Session = session,
            RetryLeft = retryLeft,
            BackupTimeout = timeout,
        },
    };
}
