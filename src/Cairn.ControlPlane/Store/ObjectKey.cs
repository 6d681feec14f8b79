namespace Cairn.ControlPlane.Store;

/// <summary>Which object: resource, namespace and name.</summary>
/// <param name="Resource">Plural and group, such as <c>repositories.storage.kubestash.com</c>.</param>
/// <param name="Namespace">Empty for objects outside of namespaces.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct ObjectKey(string Resource, string Namespace, string Name);
