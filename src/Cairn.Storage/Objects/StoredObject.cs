namespace Cairn.Storage.Objects;

/// <summary>One entry of a listing of an object store.</summary>
/// <param name="Name">The object's name, relative to the store's root.</param>
/// <param name="Size">Its length in bytes.</param>
public readonly record struct StoredObject(string Name, long Size);
