namespace Cairn.ControlPlane.Json;

/// <summary>A text that is not JSON; the message is the one that clients know from other API servers.</summary>
internal sealed class JsonSyntaxException(string message) : Exception(message);
