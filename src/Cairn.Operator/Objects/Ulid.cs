using System.Security.Cryptography;

namespace Cairn.Operator.Objects;

/// <summary>
/// Identifiers of 26 characters that sort by time: 48 bits of milliseconds since 1970, then 80 random bits, in Crockford's base 32. Format:
/// the specification of ULID.
/// </summary>
internal static class Ulid
{
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 26;
    private const int RandomBytes = 10;

    /// <summary>A new one.</summary>
    public static string Create(DateTimeOffset time)
    {
        UInt128 value = (UInt128)(ulong)time.ToUnixTimeMilliseconds() << 80;
        foreach ((int index, byte part) in RandomNumberGenerator.GetBytes(RandomBytes).Index())
        {
            value |= (UInt128)part << (8 * index);
        }

        return string.Create(Length, value, (text, rest) =>
        {
            for (int i = Length - 1; i >= 0; i--)
            {
                text[i] = Digits[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }
}
