using System.Security.Cryptography;
using System.Text;
using Cairn.Api.Addons;
using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Rules.Scheduling;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Jobs;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Controllers.BackupConfigurations;

/// <summary>Keeps one CronJob a session, with the right to do its one thing.</summary>
internal sealed class PlanSchedules(SessionServices services)
{
    /// <summary>Annotation of a CronJob: of what it was made, so that a change of the plan is seen and what the server fills in is not.</summary>
    private const string HashAnnotation = "kubestash.com/spec-hash";

    /// <summary>Makes or changes the CronJobs, and gives the sessions' statuses.</summary>
    public async Task<IReadOnlyList<SessionStatus>> EnsureAsync(
        BackupConfiguration plan, IReadOnlyList<SessionStatus>? before, CancellationToken cancellationToken)
    {
        List<SessionStatus> statuses = [];
        foreach (SessionSpec session in plan.Spec?.Sessions ?? [])
        {
            SessionStatus known = before?.FirstOrDefault(item => item.Name == session.Name) ?? new SessionStatus { Name = session.Name };
            string? problem = services.Manager.Cache<Addon>().Find(new NamespacedName("", session.Addon?.Name ?? "")) is null
                ? $"There is no Addon {session.Addon?.Name}: apply it; 'cairn install' brings the default ones." : null;
            if (problem is null)
            {
                await EnsureAsync(plan, session, cancellationToken);
            }

            statuses.Add(known with
            {
                NextSchedule = problem is null ? NextOf(plan, session) : null,
                Conditions = Conditions.Set(
                    known.Conditions, ConditionTypes.SchedulerEnsured, problem is null, problem is null ? "SchedulerEnsured" : "SchedulerNotEnsured",
                    problem ?? "Scheduler has been ensured successfully.", services.Now),
            });
        }

        return statuses;
    }

    /// <summary>Removes the CronJobs of sessions that the plan no longer has.</summary>
    public async Task RemoveOrphansAsync(BackupConfiguration plan, CancellationToken cancellationToken)
    {
        HashSet<string> wanted = [.. (plan.Spec?.Sessions ?? []).Select(session => Cairn.Api.Rules.Naming.ObjectNames.TriggerCronJob(
            plan.Metadata.Name, session.Name ?? ""))];
        foreach (V1CronJob orphan in services.Manager.Cache<V1CronJob>().OwnedBy(plan.Metadata.Uid).Where(item => !wanted.Contains(item.Metadata.Name)))
        {
            NamespacedName name = NamespacedName.Of(orphan);
            await services.Client.DeleteAsync<V1CronJob>(name, new DeleteRequest { Uid = orphan.Metadata.Uid }, cancellationToken);
            await services.Client.DeleteAsync<V1RoleBinding>(name, new DeleteRequest(), cancellationToken);
            await services.Client.DeleteAsync<V1Role>(name, new DeleteRequest(), cancellationToken);
            await services.Client.DeleteAsync<V1ServiceAccount>(name, new DeleteRequest(), cancellationToken);
        }
    }

    /// <summary>When the shown time of the next run is over.</summary>
    public ReconcileResult NextLook(BackupConfiguration plan)
    {
        DateTimeOffset[] times = [.. (plan.Spec?.Sessions ?? []).Select(session => TimeOf(plan, session)).OfType<DateTimeOffset>()];
        return times.Length == 0 ? ReconcileResult.Done : ReconcileResult.After(times.Min() - services.Now + TimeSpan.FromSeconds(1));
    }

    private async Task EnsureAsync(BackupConfiguration plan, SessionSpec session, CancellationToken cancellationToken)
    {
        IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects = TriggerCronJobs.Build(plan, session, services.Jobs);
        V1CronJob wanted = (V1CronJob)objects[^1];
        string hash = Hash(objects);
        wanted.Metadata.Annotations = new Dictionary<string, string> { [HashAnnotation] = hash };
        V1CronJob? known = services.Manager.Cache<V1CronJob>().Find(NamespacedName.Of(wanted));
        if (known is not null && IsSame(known, wanted, hash))
        {
            return;
        }

        foreach (IKubernetesObject<V1ObjectMeta> value in objects.SkipLast(1))
        {
            await services.Client.ReplaceAnyAsync(value, cancellationToken);
        }

        if (known is null)
        {
            await services.Client.CreateIfAbsentAsync(wanted, cancellationToken);
        }
        else
        {
            wanted.Metadata.ResourceVersion = known.Metadata.ResourceVersion;
            await services.Client.UpdateAsync(wanted, cancellationToken);
        }
    }

    private static bool IsSame(V1CronJob known, V1CronJob wanted, string hash) =>
        known.Metadata.Annotations?.TryGetValue(HashAnnotation, out string? old) == true && old == hash
        && known.Spec.Schedule == wanted.Spec.Schedule && (known.Spec.Suspend ?? false) == (wanted.Spec.Suspend ?? false);

    private static string Hash(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects)
    {
        string text = string.Join('\n', objects.Select(value => KubernetesJson.Serialize((object)value)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private string? NextOf(BackupConfiguration plan, SessionSpec session) =>
        TimeOf(plan, session)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private DateTimeOffset? TimeOf(BackupConfiguration plan, SessionSpec session) =>
        plan.Spec?.Paused != true && session.Scheduler is { Suspend: not true } scheduler
        && CronSchedule.TryParse(scheduler.Schedule, null, out CronSchedule? schedule, out _) ? schedule!.Next(services.Now) : null;
}
