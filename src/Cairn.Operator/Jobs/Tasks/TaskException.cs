namespace Cairn.Operator.Jobs.Tasks;

/// <summary>A task cannot be turned into a container. The message names the object that has to be changed, and how.</summary>
internal sealed class TaskException(string message) : Exception(message);
