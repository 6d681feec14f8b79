namespace Cairn.ControlPlane.Pods;

/// <summary>A Pod, or one of its containers, cannot be started as it is.</summary>
/// <param name="reason">In one word, such as <c>CreateContainerConfigError</c>.</param>
/// <param name="message">Why, and what to do.</param>
/// <param name="isFinal">Whether trying again cannot help.</param>
internal sealed class PodSetupException(string reason, string message, bool isFinal) : Exception(message)
{
    /// <summary>In one word.</summary>
    public string Reason => reason;

    /// <summary>Whether trying again cannot help.</summary>
    public bool IsFinal => isFinal;
}
