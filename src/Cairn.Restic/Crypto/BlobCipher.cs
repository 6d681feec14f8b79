using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Cairn.Restic.Crypto;

/// <summary>
/// Encrypts and authenticates byte strings the way restic's design document lays down ("Keys, Encryption and MAC"):
/// <c>nonce (16) ‖ AES-256-CTR(plaintext) ‖ Poly1305-AES(ciphertext) (16)</c>. Safe to use from several threads.
/// </summary>
public sealed class BlobCipher : IDisposable
{
    /// <summary>How many bytes longer the sealed form is than the plaintext.</summary>
    public const int Overhead = NonceSize + TagSize;

    /// <summary>The plaintext may be opened into the place of the ciphertext, which begins behind so many bytes.</summary>
    internal const int NonceSize = 16;

    private const int TagSize = 16;

    private readonly EncryptionKey _key;
    private readonly AesCounterMode _counterMode;
    private readonly Aes _macAes;

    /// <summary>Prepares the cipher for a key.</summary>
    public BlobCipher(EncryptionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        _counterMode = new AesCounterMode(key.Encrypt);
        _macAes = Aes.Create();
        _macAes.Key = key.MacK;
    }

    /// <summary>
    /// Seals <paramref name="plaintext"/> into <paramref name="destination"/>, which must be exactly <see cref="Overhead"/> bytes longer.
    /// A fresh random nonce is taken for every call.
    /// </summary>
    public void Seal(ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, plaintext.Length + Overhead);
        Span<byte> nonce = destination[..NonceSize];
        RandomNumberGenerator.Fill(nonce);
        Span<byte> ciphertext = destination.Slice(NonceSize, plaintext.Length);
        _counterMode.Transform(nonce, plaintext, ciphertext);
        ComputeTag(nonce, ciphertext, destination[^TagSize..]);
    }

    /// <summary>
    /// Verifies and decrypts <paramref name="sealedBytes"/> into <paramref name="destination"/>, exactly <see cref="Overhead"/> bytes shorter.
    /// Returns false, with nothing written, when the bytes are not authentic.
    /// </summary>
    public bool TryOpen(ReadOnlySpan<byte> sealedBytes, Span<byte> destination)
    {
        if (sealedBytes.Length < Overhead)
        {
            return false;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, sealedBytes.Length - Overhead);
        ReadOnlySpan<byte> nonce = sealedBytes[..NonceSize];
        ReadOnlySpan<byte> ciphertext = sealedBytes.Slice(NonceSize, destination.Length);
        Span<byte> tag = stackalloc byte[TagSize];
        ComputeTag(nonce, ciphertext, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, sealedBytes[^TagSize..]))
        {
            return false;
        }

        _counterMode.Transform(nonce, ciphertext, destination);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _counterMode.Dispose();
        _macAes.Dispose();
    }

    /// <summary>Poly1305-AES (Bernstein 2005): the one-time key is r ‖ AES-128_k(nonce).</summary>
    private void ComputeTag(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, Span<byte> tag)
    {
        Span<byte> oneTimeKey = stackalloc byte[32];
        _key.MacR.CopyTo(oneTimeKey);
        lock (_macAes)
        {
            _macAes.EncryptEcb(nonce, oneTimeKey[16..], PaddingMode.None);
        }

        if (NativeCrypto.IsAvailable)
        {
            NativeCrypto.ComputePoly1305(oneTimeKey, ciphertext, tag);
            return;
        }

        ComputeManagedPoly1305(oneTimeKey, ciphertext, tag);
    }

    /// <summary>For systems without libcrypto 3.</summary>
    internal static void ComputeManagedPoly1305(ReadOnlySpan<byte> oneTimeKey, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        Poly1305 mac = new();
        mac.Init(new KeyParameter(oneTimeKey));
        mac.BlockUpdate(data);
        mac.DoFinal(tag);
    }
}
