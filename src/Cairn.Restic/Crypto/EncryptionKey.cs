using System.Security.Cryptography;

namespace Cairn.Restic.Crypto;

/// <summary>
/// The secrets that protect a repository: an AES-256 key for encryption, an AES-128 key and a Poly1305 key for authentication.
/// The master key is one of these; another one is derived from each password to protect the master key.
/// </summary>
public sealed class EncryptionKey
{
    /// <summary>Length of the AES-256 key, in bytes.</summary>
    public const int EncryptSize = 32;

    /// <summary>Length of each half of the authentication key, in bytes.</summary>
    public const int MacSize = 16;

    /// <summary>Takes the three parts; the lengths are checked because they come from files.</summary>
    public EncryptionKey(byte[] encrypt, byte[] macK, byte[] macR)
    {
        if (encrypt.Length != EncryptSize || macK.Length != MacSize || macR.Length != MacSize)
        {
            throw new RepositoryException(RepositoryErrorKind.Damaged, "The key file holds a key of the wrong length.");
        }

        Encrypt = encrypt;
        MacK = macK;
        MacR = macR;
    }

    internal byte[] Encrypt { get; }

    internal byte[] MacK { get; }

    internal byte[] MacR { get; }

    /// <summary>Makes a key from the system's random number generator.</summary>
    public static EncryptionKey CreateRandom() => new(
        RandomNumberGenerator.GetBytes(EncryptSize), RandomNumberGenerator.GetBytes(MacSize), RandomNumberGenerator.GetBytes(MacSize));

    internal MasterKeyJson ToJson() => new(new MacKeyJson(MacK, MacR), Encrypt);
}
