using System.Collections.Concurrent;
using Cairn.Api.Core;
using Cairn.Api.Defaulting;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Rules.Quantities;
using Cairn.Kubernetes;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>
/// Decides whether a backup begins: its plan has to be ready and not paused, and no other backup of the plan may run. Only one process decides, so what it
/// has admitted is remembered here until the caches show it; after a restart they do.
/// </summary>
internal sealed class Admission(SessionServices services)
{
    private readonly ConcurrentDictionary<NamespacedName, NamespacedName> _running = new();

    /// <summary>The run, or null when the session was skipped.</summary>
    public async Task<BackupSessionRun?> AdmitAsync(BackupSession session, CancellationToken cancellationToken)
    {
        NamespacedName planName = PlanOf(session);
        BackupConfiguration? stored = session.Spec?.Invoker?.Kind == nameof(BackupConfiguration)
            ? await services.Client.FindAsync<BackupConfiguration>(planName, cancellationToken) : null;
        BackupConfiguration? plan = stored is null ? null : (BackupConfiguration)ApiDefaults.Complete(stored, services.Lookup);
        BackupSessionRun run = new(services, session)
        {
            Plan = plan,
            Settings = plan?.Spec?.Sessions?.FirstOrDefault(item => item.Name == session.Spec?.Session),
        };
        NamespacedName name = NamespacedName.Of(session);
        if (session.Status?.TotalSnapshots is not null)
        {
            _running[planName] = name;
            return run;
        }

        string? problem = ProblemOf(session, run) ?? await RunningProblemAsync(session, planName, cancellationToken);
        if (problem is not null)
        {
            await SkipAsync(run, problem, cancellationToken);
            return null;
        }

        await run.SaveAsync(status => Begin(status, run), cancellationToken);
        return run;
    }

    /// <summary>Forgets a session that is over or gone.</summary>
    public void Forget(NamespacedName session)
    {
        foreach ((NamespacedName plan, NamespacedName running) in _running)
        {
            if (running == session)
            {
                _running.TryRemove(new(plan, running));
            }
        }
    }

    private static NamespacedName PlanOf(BackupSession session) => new(session.Metadata.NamespaceProperty, session.Spec?.Invoker?.Name ?? "");

    private static string? ProblemOf(BackupSession session, BackupSessionRun run)
    {
        string invoker = $"{session.Spec?.Invoker?.Kind} {session.Spec?.Invoker?.Name}";
        return session.Spec?.Invoker?.Kind != nameof(BackupConfiguration) ? $"{invoker} cannot run backups: use a BackupConfiguration."
            : run.Plan is null ? $"There is no {invoker}."
            : run.Settings is null ? $"{invoker} has no session {session.Spec.Session}."
            : run.Plan.Spec?.Paused == true ? $"{invoker} is paused: resume it, or wait for the restore that paused it."
            : run.Plan.Status?.Phase != PlanPhases.Ready ? $"{invoker} is not ready: its status says what is missing."
            : null;
    }

    private BackupSessionStatus Begin(BackupSessionStatus status, BackupSessionRun run) => status with
    {
        TotalSnapshots = run.Settings!.Repositories?.Count ?? 0,
        BackupDeadline = GoDuration.TryParse(run.Session.Spec?.BackupTimeout, out GoDuration timeout, out _) && timeout > GoDuration.Zero
            ? Conditions.Seconds(services.Now + timeout.ToTimeSpan()) : null,
    };

    /// <summary>Claims the plan for the session; says why it cannot.</summary>
    private async Task<string?> RunningProblemAsync(BackupSession session, NamespacedName plan, CancellationToken cancellationToken)
    {
        NamespacedName name = NamespacedName.Of(session);
        NamespacedName claimed = _running.GetOrAdd(plan, name);
        if (claimed != name)
        {
            BackupSession? other = await services.Client.FindAsync<BackupSession>(claimed, cancellationToken);
            if (other is not null && !BackupSessionRun.IsOver(other))
            {
                return Message(claimed.Name);
            }

            _running[plan] = name;
        }

        BackupSession? running = services.Manager.Cache<BackupSession>().ByIndex(BackupSessionIndex.ByPlan, BackupSessionIndex.KeyOf(plan.Namespace, plan.Name))
            .FirstOrDefault(other => other.Metadata.Uid != session.Metadata.Uid && other.Metadata.DeletionTimestamp is null
                && !BackupSessionRun.IsOver(other) && (other.Status?.TotalSnapshots is not null || IsOlder(other, session)));
        if (running is null)
        {
            return null;
        }

        Forget(name);
        return Message(running.Metadata.Name);
    }

    private static string Message(string running) => $"BackupSession {running} of the same plan is still running: backups of one plan do not overlap.";

    private static bool IsOlder(BackupSession first, BackupSession second)
    {
        DateTime firstTime = first.Metadata.CreationTimestamp ?? DateTime.MaxValue;
        DateTime secondTime = second.Metadata.CreationTimestamp ?? DateTime.MaxValue;
        return firstTime < secondTime || (firstTime == secondTime && string.CompareOrdinal(first.Metadata.Name, second.Metadata.Name) < 0);
    }

    private async Task SkipAsync(BackupSessionRun run, string problem, CancellationToken cancellationToken)
    {
        await run.SetAsync(ConditionTypes.BackupSkipped, true, "PreRequisitesNotSatisfied", problem, cancellationToken);
        services.Events.Warning(run.Session, EventReasons.BackupSkipped, problem);
        Forget(NamespacedName.Of(run.Session));
    }
}
