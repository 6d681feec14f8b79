using System.Runtime.InteropServices;

namespace Cairn.Restic.Crypto;

/// <summary>
/// The two algorithms of OpenSSL's libcrypto that .NET does not offer, AES-256 in counter mode and Poly1305, or nothing where version 3 of the library is
/// not installed. .NET's own cryptography uses the same library, so it is in memory anyway.
/// </summary>
internal static unsafe class NativeCrypto
{
    private const int TagSize = 16;

    private static readonly nint Library = Load();

    private static readonly delegate* unmanaged<nint> NewCipherContext = (delegate* unmanaged<nint>)Export("EVP_CIPHER_CTX_new");

    private static readonly delegate* unmanaged<nint, void> FreeCipherContext = (delegate* unmanaged<nint, void>)Export("EVP_CIPHER_CTX_free");

    private static readonly delegate* unmanaged<nint, nint, byte*, byte*, nint, int> EncryptInit =
        (delegate* unmanaged<nint, nint, byte*, byte*, nint, int>)Export("EVP_EncryptInit_ex2");

    private static readonly delegate* unmanaged<nint, byte*, int*, byte*, int, int> EncryptUpdate =
        (delegate* unmanaged<nint, byte*, int*, byte*, int, int>)Export("EVP_EncryptUpdate");

    private static readonly delegate* unmanaged<nint, nint> NewMacContext = (delegate* unmanaged<nint, nint>)Export("EVP_MAC_CTX_new");

    private static readonly delegate* unmanaged<nint, void> FreeMacContext = (delegate* unmanaged<nint, void>)Export("EVP_MAC_CTX_free");

    private static readonly delegate* unmanaged<nint, byte*, nuint, nint, int> MacInit =
        (delegate* unmanaged<nint, byte*, nuint, nint, int>)Export("EVP_MAC_init");

    private static readonly delegate* unmanaged<nint, byte*, nuint, int> MacUpdate =
        (delegate* unmanaged<nint, byte*, nuint, int>)Export("EVP_MAC_update");

    private static readonly delegate* unmanaged<nint, byte*, nuint*, nuint, int> MacFinal =
        (delegate* unmanaged<nint, byte*, nuint*, nuint, int>)Export("EVP_MAC_final");

    private static readonly nint CounterMode = Fetch("EVP_CIPHER_fetch", "AES-256-CTR"u8);

    private static readonly nint Poly1305 = Fetch("EVP_MAC_fetch", "POLY1305"u8);

    /// <summary>Whether both algorithms can be used; a library that is restricted to others does not have them.</summary>
    public static bool IsAvailable => CounterMode != 0 && Poly1305 != 0;

    /// <summary>AES-256-CTR with a 32-byte key and a 16-byte first counter block. The two memories may be the same.</summary>
    public static void TransformCounterMode(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        nint context = Created(NewCipherContext());
        int written = 0;
        bool done;
        fixed (byte* keyStart = key, nonceStart = nonce, from = source, to = destination)
        {
            done = EncryptInit(context, CounterMode, keyStart, nonceStart, 0) == 1
                && (source.IsEmpty || EncryptUpdate(context, to, &written, from, source.Length) == 1);
        }

        FreeCipherContext(context);
        ThrowUnless(done && written == source.Length, "AES-256-CTR");
    }

    /// <summary>Poly1305 with a 32-byte one-time key.</summary>
    public static void ComputePoly1305(ReadOnlySpan<byte> oneTimeKey, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        nint context = Created(NewMacContext(Poly1305));
        nuint written = 0;
        bool done;
        fixed (byte* keyStart = oneTimeKey, from = data, to = tag)
        {
            done = MacInit(context, keyStart, (nuint)oneTimeKey.Length, 0) == 1
                && (data.IsEmpty || MacUpdate(context, from, (nuint)data.Length) == 1)
                && MacFinal(context, to, &written, (nuint)tag.Length) == 1;
        }

        FreeMacContext(context);
        ThrowUnless(done && written == TagSize, "Poly1305");
    }

    private static nint Created(nint context) =>
        context != 0 ? context : throw new InsufficientMemoryException("There is not enough memory for a context of libcrypto.");

    private static void ThrowUnless(bool done, string algorithm)
    {
        if (!done)
        {
            throw new System.Security.Cryptography.CryptographicException($"libcrypto failed at {algorithm}.");
        }
    }

    private static nint Load() => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libcrypto.so.3", out nint library) ? library : 0;

    private static nint Export(string name) => Library == 0 ? 0 : NativeLibrary.GetExport(Library, name);

    private static nint Fetch(string function, ReadOnlySpan<byte> algorithm)
    {
        fixed (byte* name = algorithm)
        {
            return Library == 0 ? 0 : ((delegate* unmanaged<nint, byte*, byte*, nint>)Export(function))(0, name, null);
        }
    }
}
