namespace Cairn.ControlPlane.Pods;

/// <summary>How Pods are run as local processes.</summary>
public sealed record RunnerOptions
{
    /// <summary>The program that stands for Cairn's own image.</summary>
    /// <value>Default: the running program.</value>
    public string Program { get; init; } = Environment.ProcessPath ?? "cairn";

    /// <summary>Images that are Cairn's own, without tag and registry. A repository that ends in one of these names is one too.</summary>
    /// <value>Default: <c>cairn</c>.</value>
    public IReadOnlyCollection<string> Images { get; init; } = ["cairn"];

    /// <summary>Other images that are allowed, with the program of each; for tests.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, string> Programs { get; init; } = new Dictionary<string, string>();

    /// <summary>The name under which this machine is the node of its Pods.</summary>
    /// <value>Default: the name of the machine.</value>
    public string NodeName { get; init; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>How long Pods get to end when the control plane stops.</summary>
    /// <value>Default: 10 seconds, or the Pod's own time if that is shorter.</value>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Up to which size a log file grows before the next is begun; one older file is kept.</summary>
    /// <value>Default: 10 MiB.</value>
    public long LogFileSize { get; init; } = 10 << 20;
}
