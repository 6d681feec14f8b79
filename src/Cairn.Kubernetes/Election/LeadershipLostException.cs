namespace Cairn.Kubernetes.Election;

/// <summary>This process was the leader and no longer is: it must end, and may be started again.</summary>
public sealed class LeadershipLostException(string message) : Exception(message);
