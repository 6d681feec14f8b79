namespace Cairn.Api.Addons;

/// <summary>Where the containers of a task run.</summary>
public static class TaskExecutors
{
    /// <summary>In a Job.</summary>
    public const string Job = "Job";

    /// <summary>Beside the containers of the application.</summary>
    public const string Sidecar = "Sidecar";

    /// <summary>In containers added to a running pod.</summary>
    public const string EphemeralContainer = "EphemeralContainer";

    /// <summary>In Jobs that start Jobs.</summary>
    public const string MultiLevelJob = "MultiLevelJob";
}
