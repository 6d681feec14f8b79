using System.Diagnostics;
using System.Text;

namespace Cairn.Restic.Crypto;

/// <summary>The cost of turning a password into a key (RFC 7914). Higher numbers slow an attacker and every opening of the repository.</summary>
/// <param name="N">CPU and memory cost, a power of two.</param>
/// <param name="R">Block size.</param>
/// <param name="P">Parallelisation: how often the whole is done.</param>
public sealed record ScryptParameters(int N, int R, int P)
{
    /// <summary>Length of the salt that restic uses, in bytes.</summary>
    public const int SaltSize = 64;

    /// <summary>The memory a key file may ask for, in bytes: 1 GiB. A hostile key file must not exhaust the machine.</summary>
    private const long MaxMemory = 1L << 30;

    /// <summary>N = 32768, r = 8, p = 1: 32 MiB of memory; what calibration starts from.</summary>
    public static ScryptParameters Default { get; } = new(32768, 8, 1);

    /// <summary>
    /// Finds parameters that take about <paramref name="target"/> on this machine, as restic does when it makes a key (500 ms, at most 60 MiB):
    /// the memory stays at 32 MiB and p grows. p is at most 16, so that a fast machine does not lock out a slow one.
    /// </summary>
    public static ScryptParameters Calibrate(TimeSpan target)
    {
        byte[] salt = new byte[SaltSize];
        Default.DeriveKey("calibration", salt);
        long start = Stopwatch.GetTimestamp();
        Default.DeriveKey("calibration", salt);
        TimeSpan one = Stopwatch.GetElapsedTime(start);
        return Default with { P = (int)Math.Clamp(target / one, 1, 16) };
    }

    /// <summary>Derives the key that protects the master key. Fails when the parameters are out of every sensible range.</summary>
    public EncryptionKey DeriveKey(string password, byte[] salt)
    {
        ArgumentNullException.ThrowIfNull(password);
        Validate();
        byte[] derived = Scrypt.DeriveBytes(Encoding.UTF8.GetBytes(password), salt, this, 64);
        return new EncryptionKey(derived[..32], derived[32..48], derived[48..]);
    }

    private void Validate()
    {
        bool powerOfTwo = N > 1 && (N & (N - 1)) == 0;
        if (!powerOfTwo || R is < 1 or > 1024 || P is < 1 or > 1024 || 128L * N * R > MaxMemory || (long)R * P >= 1 << 30)
        {
            throw new RepositoryException(
                RepositoryErrorKind.Unsupported, $"The key file asks for scrypt parameters N={N}, r={R}, p={P}, which are invalid or need more than 1 GiB.");
        }
    }
}
