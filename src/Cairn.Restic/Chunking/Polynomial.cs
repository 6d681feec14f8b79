using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Cairn.Restic.Chunking;

/// <summary>
/// A polynomial over GF(2), bit i being the coefficient of x^i. Every repository has its own irreducible one of degree 53, so that the
/// places where files are cut say nothing about their contents to somebody without the repository's key.
/// </summary>
/// <param name="Bits">The coefficients.</param>
public readonly record struct Polynomial(ulong Bits)
{
    /// <summary>The degree that restic gives its random polynomials, and the largest that the chunker can work with.</summary>
    public const int RepositoryDegree = 53;

    /// <summary>The highest power with a coefficient of one; -1 for the zero polynomial.</summary>
    public int Degree => 63 - BitOperations.LeadingZeroCount(Bits);

    /// <summary>Picks a random irreducible polynomial of degree 53.</summary>
    public static Polynomial CreateRandom()
    {
        Span<byte> random = stackalloc byte[8];
        while (true)
        {
            RandomNumberGenerator.Fill(random);

            // The lowest bit must be set (otherwise x divides it), the highest gives the degree.
            ulong bits = BitConverter.ToUInt64(random) & ((1UL << RepositoryDegree) - 1) | (1UL << RepositoryDegree) | 1;
            Polynomial candidate = new(bits);
            if (candidate.IsIrreducible())
            {
                return candidate;
            }
        }
    }

    /// <summary>Parses the hexadecimal form of the config file.</summary>
    public static bool TryParse(string? text, out Polynomial polynomial)
    {
        bool parsed = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits);
        polynomial = new Polynomial(bits);
        return parsed;
    }

    /// <summary>
    /// Ben-Or's test: a polynomial of degree n is irreducible when it has no common factor with x^(2^i) - x for any i up to n/2.
    /// </summary>
    public bool IsIrreducible()
    {
        ulong power = 2; // x
        for (int i = 1; i <= Degree / 2; i++)
        {
            power = MultiplyModulo(power, power, Bits);
            if (GreatestCommonDivisor(Bits, power ^ 2) != 1)
            {
                return false;
            }
        }

        return Degree > 0;
    }

    /// <summary>The hexadecimal form, as the config file has it.</summary>
    public override string ToString() => Bits.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The remainder of <paramref name="value"/> · x^<paramref name="shift"/> divided by <paramref name="divisor"/>.</summary>
    internal static ulong ShiftModulo(ulong value, int shift, Polynomial divisor)
    {
        ulong result = Modulo(value, divisor.Bits);
        for (int i = 0; i < shift; i++)
        {
            result <<= 1;
            if (((result >> divisor.Degree) & 1) != 0)
            {
                result ^= divisor.Bits;
            }
        }

        return result;
    }

    private static int DegreeOf(ulong value) => 63 - BitOperations.LeadingZeroCount(value);

    private static ulong Modulo(ulong value, ulong divisor)
    {
        int degree = DegreeOf(divisor);
        while (DegreeOf(value) >= degree)
        {
            value ^= divisor << (DegreeOf(value) - degree);
        }

        return value;
    }

    private static ulong MultiplyModulo(ulong left, ulong right, ulong divisor)
    {
        int degree = DegreeOf(divisor);
        ulong result = 0;
        for (; right != 0; right >>= 1)
        {
            if ((right & 1) != 0)
            {
                result ^= left;
            }

            left <<= 1;
            if (((left >> degree) & 1) != 0)
            {
                left ^= divisor;
            }
        }

        return result;
    }

    private static ulong GreatestCommonDivisor(ulong left, ulong right)
    {
        while (right != 0)
        {
            (left, right) = (right, Modulo(left, right));
        }

        return left;
    }
}
