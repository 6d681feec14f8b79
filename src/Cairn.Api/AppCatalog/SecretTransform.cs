namespace Cairn.Api.AppCatalog;

/// <summary>One change of a Secret's keys: exactly one of the fields is set.</summary>
public sealed record SecretTransform
{
    /// <summary>Renames a key.</summary>
    public RenameKeyTransform? RenameKey { get; init; }

    /// <summary>Adds a key.</summary>
    public AddKeyTransform? AddKey { get; init; }

    /// <summary>Adds the keys of another Secret.</summary>
    public AddKeysFromTransform? AddKeysFrom { get; init; }

    /// <summary>Removes a key.</summary>
    public RemoveKeyTransform? RemoveKey { get; init; }
}
