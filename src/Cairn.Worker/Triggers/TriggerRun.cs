using Cairn.Api;
using Cairn.Api.Core;
using Cairn.Api.Rules.Naming;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Worker.Objects;
using k8s.Models;

namespace Cairn.Worker.Triggers;

/// <summary>The run of a trigger Job: makes the BackupSession of one run of a session. What follows is the operator's.</summary>
/// <param name="context">The world around the run.</param>
public sealed class TriggerRun(RunContext context)
{
    private const string Finalizer = "kubestash.com/cleanup";

    /// <summary>
    /// Makes the BackupSession, unless the plan rests. That one of this second exists already is no failure: a schedule that fires twice means one backup.
    /// </summary>
    /// <exception cref="RunException">There is no such plan or session.</exception>
    public async Task RunAsync(string @namespace, string kind, string name, string session, CancellationToken cancellationToken)
    {
        if (kind != nameof(BackupConfiguration))
        {
            throw new RunException($"A {kind} cannot be triggered: Cairn runs BackupConfigurations.");
        }

        RunObjects objects = new(context);
        BackupConfiguration plan = await objects.NeedAsync<BackupConfiguration>(new NamespacedName(@namespace, name), "the Job", cancellationToken);
        SessionSpec settings = plan.Spec?.Sessions?.FirstOrDefault(item => item.Name == session)
            ?? throw new RunException($"The BackupConfiguration {@namespace}/{name} has no session {session}.");
        if (plan.Spec.Paused == true)
        {
            context.Note($"The BackupConfiguration {@namespace}/{name} is paused: no backup was started.");
            return;
        }

        BackupSession wanted = Build(plan, settings);
        try
        {
            await objects.RetryAsync(token => context.Cluster.CreateAsync(wanted, token), cancellationToken);
            context.Note($"Made the BackupSession {NamespacedName.Of(wanted)}.");
        }
        catch (ClusterException e) when (e.Kind == ClusterErrorKind.AlreadyExists)
        {
            context.Note($"The BackupSession {NamespacedName.Of(wanted)} exists already.");
        }
    }

    private BackupSession Build(BackupConfiguration plan, SessionSpec settings) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = ObjectNames.BackupSession(plan.Metadata.Name, settings.Name!, context.Time.GetUtcNow()),
            NamespaceProperty = plan.Metadata.NamespaceProperty,
            Labels = new Dictionary<string, string> { [LabelKeys.InvokerName] = ObjectLabels.Value(plan.Metadata.Name) },
            Finalizers = [Finalizer],
            OwnerReferences =
            [
                new V1OwnerReference
                {
                    ApiVersion = plan.ApiVersion,
                    Kind = plan.Kind,
                    Name = plan.Metadata.Name,
                    Uid = plan.Metadata.Uid,
                    Controller = true,
                    BlockOwnerDeletion = true,
                },
            ],
        },
        Spec = new BackupSessionSpec
        {
            Invoker = new V1TypedLocalObjectReference { ApiGroup = ApiGroups.Core, Kind = plan.Kind, Name = plan.Metadata.Name },
            Session = settings.Name,
            RetryLeft = settings.RetryConfig?.MaxRetry,
            BackupTimeout = settings.BackupTimeout,
        },
    };
}
