namespace Cairn.Operator.Controllers;

/// <summary>Finalizers of the objects that the operator manages.</summary>
internal static class Finalizers
{
    /// <summary>Holds an object back until what it stands for was cleaned up. The name is KubeStash's, so that either operator can release it.</summary>
    public const string Cleanup = "kubestash.com/cleanup";
}
