using Cairn.Api;
using Cairn.Api.Core;
using Cairn.Api.Rules.Naming;
using Cairn.Operator.Jobs.Access;
using Cairn.Operator.Jobs.Pods;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>The CronJob that creates a session's BackupSessions, and its right to do that and nothing else.</summary>
internal static class TriggerCronJobs
{
    /// <summary>ServiceAccount, Role, RoleBinding, and last the CronJob; all with the same name.</summary>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Build(BackupConfiguration plan, SessionSpec session, JobSettings settings)
    {
        string? account = session.Scheduler?.JobTemplate?.Template?.Spec?.ServiceAccountName;
        AccessOwner owner = OwnerOf(plan, session.Name ?? "");
        AccessPlan access = new(owner)
        {
            ServiceAccount = string.IsNullOrEmpty(account) ? owner.Name : account,
        };
        access.AllowReading(owner.Namespace, ApiGroups.Core, "backupconfigurations", plan.Metadata.Name)
            .AllowAll(owner.Namespace, ApiGroups.Core, "backupsessions", "create");
        return [.. access.Build(), BuildCronJob(plan, session, owner, access.ServiceAccount, settings)];
    }

    /// <summary>Labels by which all triggers of a plan are found.</summary>
    public static Dictionary<string, string> LabelsOf(BackupConfiguration plan) => Components.Label(
        ObjectLabels.ForInvoker(plan.Metadata.Labels?.AsReadOnly(), plan.Metadata.Name, plan.Metadata.NamespaceProperty), Components.Trigger);

    private static AccessOwner OwnerOf(BackupConfiguration plan, string session)
    {
        Dictionary<string, string> labels = LabelsOf(plan);
        labels[LabelKeys.SessionName] = ObjectLabels.Value(session);
        return new AccessOwner
        {
            Name = ObjectNames.TriggerCronJob(plan.Metadata.Name, session),
            Namespace = plan.Metadata.NamespaceProperty,
            Labels = labels,
            Reference = Owners.Controller(plan),
        };
    }

    private static V1CronJob BuildCronJob(BackupConfiguration plan, SessionSpec session, AccessOwner owner, string account, JobSettings settings)
    {
        SchedulerSpec scheduler = session.Scheduler ?? new SchedulerSpec();
        V1Job job = JobFrame.Build(owner.Name, owner.Namespace, null, PodOf(plan, session, owner, account, settings), null, settings);
        TriggerJobTemplate template = scheduler.JobTemplate ?? new TriggerJobTemplate();
        job.Spec.Parallelism = template.Parallelism ?? 1;
        job.Spec.Completions = template.Completions ?? 1;
        job.Spec.CompletionMode = template.CompletionMode;
        job.Spec.BackoffLimit = template.BackoffLimit ?? 1;
        job.Spec.ActiveDeadlineSeconds = template.ActiveDeadlineSeconds;
        job.Spec.TtlSecondsAfterFinished = template.TtlSecondsAfterFinished;
        job.Spec.Suspend = template.Suspend;
        return new V1CronJob
        {
            ApiVersion = "batch/v1",
            Kind = "CronJob",
            Metadata = new V1ObjectMeta
            {
                Name = owner.Name,
                NamespaceProperty = owner.Namespace,
                Labels = new Dictionary<string, string>(owner.Labels),
                OwnerReferences = [owner.Reference!],
            },
            Spec = new V1CronJobSpec
            {
                Schedule = scheduler.Schedule,
                ConcurrencyPolicy = scheduler.ConcurrencyPolicy ?? "Allow",
                StartingDeadlineSeconds = scheduler.StartingDeadlineSeconds,
                Suspend = plan.Spec?.Paused == true || scheduler.Suspend == true,
                SuccessfulJobsHistoryLimit = scheduler.SuccessfulJobsHistoryLimit ?? 3,
                FailedJobsHistoryLimit = scheduler.FailedJobsHistoryLimit ?? 1,
                JobTemplate = new V1JobTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = job.Metadata.Labels, Annotations = job.Metadata.Annotations },
                    Spec = job.Spec,
                },
            },
        };
    }

    private static PodFrame PodOf(BackupConfiguration plan, SessionSpec session, AccessOwner owner, string account, JobSettings settings) => new()
    {
        // Kubernetes names the Jobs of a CronJob.
        Job = "",
        Template = session.Scheduler?.JobTemplate?.Template,
        ServiceAccount = account,
        Labels = owner.Labels,
        Containers =
        [
            new V1Container
            {
                Name = "trigger",
                Image = settings.Image,
                Args =
                [
                    "job", "trigger", $"--namespace={owner.Namespace}", $"--invoker-name={plan.Metadata.Name}", $"--invoker-kind={plan.Kind}",
                    $"--session-name={session.Name}",
                ],
            },
        ],
    };
}
