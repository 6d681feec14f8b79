using System.Text;
using Cairn.Storage;

namespace Cairn.Layout.Backends;

/// <summary>The keys of a storage's Secret. Values are never part of a message.</summary>
/// <param name="owner">The BackupStorage, for messages.</param>
/// <param name="name">The Secret's name; null: none is named, and the identity of the process is used.</param>
/// <param name="data">The Secret's data; null when there is none.</param>
internal sealed class SecretKeys(string owner, string? name, IReadOnlyDictionary<string, byte[]>? data)
{
    /// <summary>Whether credentials are given at all.</summary>
    public bool IsGiven => name is not null;

    /// <summary>The text of a key; null when there is no Secret.</summary>
    /// <exception cref="BackendException">There is a Secret, but the key is missing or empty.</exception>
    public string? Need(string key) => !IsGiven ? null : Find(key) ?? throw new BackendException(
        BackendErrorKind.Misconfigured,
        data is null
            ? $"{owner}: the Secret '{name}' is not there. Create it, or leave secretName out to use the identity of the ServiceAccount."
            : $"{owner}: the Secret '{name}' has no key {key}. Add it, or leave secretName out to use the identity of the ServiceAccount.");

    /// <summary>The text of a key, or null when it is missing or empty. A line feed at the end, which many editors leave, is not a part of it.</summary>
    public string? Find(string key) =>
        data is not null && data.TryGetValue(key, out byte[]? value) && Encoding.UTF8.GetString(value).TrimEnd('\r', '\n') is { Length: > 0 } text
            ? text
            : null;
}
