using System.Text.Json;
using System.Text.Json.Serialization;
using Cairn.Restic.Crypto;

namespace Cairn.Restic.Keys;

/// <summary>
/// A key file: the repository's master key, encrypted with a key that is derived from one password. A repository has one for each password.
/// The file is plain JSON. Source: restic's design document, "Keys, Encryption and MAC".
/// </summary>
public sealed record KeyFile
{
    /// <summary>A key file may be this large, in bytes.</summary>
    internal const int MaxSize = 64 * 1024;

    /// <summary>When the key was made.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset Created { get; init; }

    /// <summary>The user who made it.</summary>
    [JsonPropertyName("username")]
    public string? Username { get; init; }

    /// <summary>The machine on which it was made.</summary>
    [JsonPropertyName("hostname")]
    public string? Hostname { get; init; }

    /// <summary>The way from password to key; always <c>scrypt</c>.</summary>
    [JsonPropertyName("kdf")]
    public string? Kdf { get; init; }

    /// <summary>scrypt's N.</summary>
    [JsonPropertyName("N")]
    public int N { get; init; }

    /// <summary>scrypt's r.</summary>
    [JsonPropertyName("r")]
    public int R { get; init; }

    /// <summary>scrypt's p.</summary>
    [JsonPropertyName("p")]
    public int P { get; init; }

    /// <summary>scrypt's salt.</summary>
    [JsonPropertyName("salt")]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1819", Justification = "The form of the JSON field.")]
    public byte[]? Salt { get; init; }

    /// <summary>The encrypted master key.</summary>
    [JsonPropertyName("data")]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1819", Justification = "The form of the JSON field.")]
    public byte[]? Data { get; init; }

    internal static KeyFile Create(EncryptionKey master, string password, ScryptParameters cost, DateTimeOffset now, string username, string hostname)
    {
        byte[] salt = System.Security.Cryptography.RandomNumberGenerator.GetBytes(ScryptParameters.SaltSize);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(master.ToJson(), KeyJsonContext.Default.MasterKeyJson);
        byte[] data = new byte[json.Length + BlobCipher.Overhead];
        using BlobCipher cipher = new(cost.DeriveKey(password, salt));
        cipher.Seal(json, data);
        return new KeyFile
        {
            Created = now,
            Username = username,
            Hostname = hostname,
            Kdf = "scrypt",
            N = cost.N,
            R = cost.R,
            P = cost.P,
            Salt = salt,
            Data = data,
        };
    }

    internal byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, KeyJsonContext.Default.KeyFile);

    internal static KeyFile Decode(KeyId id, ReadOnlySpan<byte> json)
    {
        try
        {
            KeyFile? file = JsonSerializer.Deserialize(json, KeyJsonContext.Default.KeyFile);
            return file is { Salt: not null, Data.Length: >= BlobCipher.Overhead }
                ? file
                : throw RepositoryException.Damaged($"Key file {id}", "fields are missing");
        }
        catch (JsonException e)
        {
            throw RepositoryException.Damaged($"Key file {id}", $"its JSON is not valid ({e.Message})", e);
        }
    }

    /// <summary>Tries the password. Null: it is not the password of this key.</summary>
    internal EncryptionKey? TryOpen(KeyId id, string password)
    {
        if (Kdf != "scrypt")
        {
            throw new RepositoryException(RepositoryErrorKind.Unsupported, $"Key file {id} uses the key derivation '{Kdf}'; this Cairn knows only scrypt.");
        }

        using BlobCipher cipher = new(new ScryptParameters(N, R, P).DeriveKey(password, Salt!));
        byte[] json = new byte[Data!.Length - BlobCipher.Overhead];
        if (!cipher.TryOpen(Data, json))
        {
            return null;
        }

        try
        {
            MasterKeyJson? master = JsonSerializer.Deserialize(json, KeyJsonContext.Default.MasterKeyJson);
            return master is { Encrypt: not null, Mac: { K: not null, R: not null } }
                ? new EncryptionKey(master.Encrypt, master.Mac.K, master.Mac.R)
                : throw RepositoryException.Damaged($"Key file {id}", "the master key in it is incomplete");
        }
        catch (JsonException e)
        {
            throw RepositoryException.Damaged($"Key file {id}", "the master key in it is not valid JSON", e);
        }
    }
}
