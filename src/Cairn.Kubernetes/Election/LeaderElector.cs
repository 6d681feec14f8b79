using Cairn.Kubernetes.Clients;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Cairn.Kubernetes.Election;

/// <summary>
/// Lets one of several replicas act, by a Lease. Clocks of replicas need not agree: each counts from when it itself saw the lease change. A write of a
/// former leader that is still under way is caught by the resource versions that every write carries.
/// </summary>
public sealed partial class LeaderElector(IClusterClient client, LeaderElectionOptions options, TimeProvider clock, ILogger<LeaderElector> logger)
{
    private V1Lease? _seen;
    private long _seenAt;

    /// <summary>Whether this process is the leader now.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>Waits to become the leader, leads, and gives the lease back at the end.</summary>
    /// <param name="lead">
    /// The work. Its first token asks it to stop; its second one says that the leadership is lost, so that it must stop at once.
    /// </param>
    /// <param name="cancellationToken">Asks the work to stop.</param>
    /// <exception cref="LeadershipLostException">The lease could not be renewed in time.</exception>
    public async Task RunAsync(Func<CancellationToken, CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lead);
        while (!await TryAsync(cancellationToken))
        {
            await Task.Delay(options.Pause, clock, cancellationToken);
        }

        Log.Leading(logger, options.Identity, options.Lease);
        IsLeader = true;
        using CancellationTokenSource lost = new();
        using CancellationTokenSource done = new();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lost.Token);
        Task renewal = RenewAsync(lost, done.Token);
        try
        {
            await lead(stopping.Token, lost.Token);
        }
        finally
        {
            IsLeader = false;
            await done.CancelAsync();
            await renewal;
        }

        if (lost.IsCancellationRequested)
        {
            throw new LeadershipLostException(
                $"The lease {options.Lease} could not be renewed for {options.RenewLimit.TotalSeconds:0} s: another replica may lead now.");
        }

        await ReleaseAsync();
    }

    private async Task RenewAsync(CancellationTokenSource lost, CancellationToken done)
    {
        long renewedAt = clock.GetTimestamp();
        try
        {
            while (clock.GetElapsedTime(renewedAt) < options.RenewLimit)
            {
                await Task.Delay(options.Pause, clock, done);
                long start = clock.GetTimestamp();
                using CancellationTokenSource limit = new(options.RenewLimit, clock);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, done);
                renewedAt = await TryAsync(both.Token) ? start : renewedAt;
            }

            Log.Lost(logger, options.Identity, options.Lease);
            await lost.CancelAsync();
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The work has ended.
        }
    }

    /// <summary>One try to take or renew the lease; false: somebody else has it, or the server did not take it.</summary>
    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            V1Lease? lease = await client.FindAsync<V1Lease>(options.Lease, cancellationToken);
            if (lease is null)
            {
                Remember(await client.CreateAsync(Claim(new V1Lease()), cancellationToken));
                return true;
            }

            if (lease.Metadata.ResourceVersion != _seen?.Metadata.ResourceVersion)
            {
                Remember(lease);
            }

            if (!MayTake(lease))
            {
                return false;
            }

            Remember(await client.UpdateAsync(Claim(lease), cancellationToken));
            return true;
        }
        catch (Exception error) when (error is ClusterException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.Failed(logger, options.Lease, error.Message);
            return false;
        }
    }

    private bool MayTake(V1Lease lease)
    {
        string? holder = lease.Spec?.HolderIdentity;
        TimeSpan duration = TimeSpan.FromSeconds(lease.Spec?.LeaseDurationSeconds ?? options.Duration.TotalSeconds);
        return string.IsNullOrEmpty(holder) || holder == options.Identity || clock.GetElapsedTime(_seenAt) >= duration;
    }

    private V1Lease Claim(V1Lease lease)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        bool isMine = lease.Spec?.HolderIdentity == options.Identity;
        lease.Metadata ??= new V1ObjectMeta();
        lease.Metadata.Name = options.Lease.Name;
        lease.Metadata.NamespaceProperty = options.Lease.Namespace;
        lease.Spec = new V1LeaseSpec
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)Math.Ceiling(options.Duration.TotalSeconds),
            AcquireTime = isMine ? lease.Spec!.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = (lease.Spec?.LeaseTransitions ?? 0) + (isMine || lease.Spec is null ? 0 : 1),
        };
        return lease;
    }

    private void Remember(V1Lease lease)
    {
        _seen = lease;
        _seenAt = clock.GetTimestamp();
    }

    /// <summary>Gives the lease back, so that another replica need not wait; when that fails it runs out.</summary>
    private async Task ReleaseAsync()
    {
        using CancellationTokenSource limit = new(options.Pause, clock);
        try
        {
            if (_seen is { } lease && lease.Spec.HolderIdentity == options.Identity)
            {
                lease.Spec.HolderIdentity = "";
                lease.Spec.LeaseDurationSeconds = 1;
                await client.UpdateAsync(lease, limit.Token);
            }
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException)
        {
            Log.Failed(logger, options.Lease, error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4301, LogLevel.Information, "{Identity} leads by the lease {Lease}")]
        public static partial void Leading(ILogger logger, string identity, NamespacedName lease);

        [LoggerMessage(4302, LogLevel.Error, "{Identity} could not renew the lease {Lease} and stops")]
        public static partial void Lost(ILogger logger, string identity, NamespacedName lease);

        [LoggerMessage(4303, LogLevel.Warning, "The lease {Lease} was not taken or renewed: {Problem}")]
        public static partial void Failed(ILogger logger, NamespacedName lease, string problem);
    }
}
