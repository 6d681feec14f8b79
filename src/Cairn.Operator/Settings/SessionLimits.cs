namespace Cairn.Operator.Settings;

/// <summary>How long things may take before silence is called a failure.</summary>
public sealed record SessionLimits
{
    /// <summary>How long a session waits for its Repositories to be ready. Default: five minutes.</summary>
    public TimeSpan Repositories { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a restore waits for its target to appear. Default: ten minutes.</summary>
    public TimeSpan Target { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how long a pod that does not start is mentioned. Default: two minutes.</summary>
    public TimeSpan PodPending { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After how long a pod that does not start is given up. Default: 15 minutes.</summary>
    public TimeSpan PodStart { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a run may show no progress. Default: an hour.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the metadata file of a Snapshot may take once its Job has ended. Default: 15 minutes.</summary>
    public TimeSpan Upload { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long retention may take. Default: six hours.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How often what cannot be watched is looked at. Default: ten seconds.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(10);
}
