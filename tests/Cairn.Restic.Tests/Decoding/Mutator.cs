using System.Text;

namespace Cairn.Restic.Tests.Decoding;

/// <summary>Damages bytes in ways that reach deep into decoders. The same seed gives the same damages.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Tokens =
    [
        "null", "-1", "0", "1e400", "4294967296", "99999999999999999999", "\"\"", "[]", "{}", "[[[[", "true", "\"\\ud800\"", "\0", ",", "\"0001-01-01T00:00:00Z\"",
    ];

#pragma warning disable CA5394 // Repeatable test data, not secrets.
    private readonly Random _random = new(seed);

    /// <summary>One to four damages in one copy.</summary>
    public byte[] Mutate(byte[] original)
    {
        byte[] bytes = original;
        for (int i = _random.Next(1, 5); i > 0; i--)
        {
            bytes = MutateOnce(bytes);
        }

        return bytes;
    }

    private byte[] MutateOnce(byte[] bytes)
    {
        int at = _random.Next(bytes.Length + 1);
        int length = _random.Next(Math.Min(40, bytes.Length - at) + 1);
        return _random.Next(7) switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], .. bytes[(at + length)..]],
            2 => [.. bytes[..(at + length)], .. bytes[at..]],
            3 => [.. bytes[..at], (byte)_random.Next(256), .. bytes[at..]],
            4 => Flip(bytes, at),
            _ => ReplaceValue(bytes, at),
        };
    }

    private byte[] Flip(byte[] bytes, int at)
    {
        byte[] copy = [.. bytes];
        if (at < copy.Length)
        {
            copy[at] ^= (byte)(1 << _random.Next(8));
        }

        return copy;
    }

    /// <summary>Replaces what stands between a colon and the next comma or bracket, so that the JSON often stays valid.</summary>
    private byte[] ReplaceValue(byte[] bytes, int at)
    {
        int colon = bytes.AsSpan(Math.Min(at, bytes.Length)).IndexOf((byte)':');
        if (colon < 0)
        {
            return Flip(bytes, at);
        }

        int start = at + colon + 1;
        int end = bytes.AsSpan(start).IndexOfAny(",}]"u8);
        return [.. bytes[..start], .. Encoding.UTF8.GetBytes(Tokens[_random.Next(Tokens.Length)]), .. bytes[(end < 0 ? bytes.Length : start + end)..]];
    }
#pragma warning restore CA5394
}
