using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cairn.Restic;

/// <summary>32 bytes of SHA-256, the raw value inside every identifier of the format. Written as 64 lower-case hexadecimal digits.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly struct Sha256Id : IEquatable<Sha256Id>, IComparable<Sha256Id>
{
    /// <summary>Length of the binary form in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _a, _b, _c, _d;

    /// <summary>The first of the 32 bytes.</summary>
    public byte FirstByte => (byte)(_a >> 56);

    /// <summary>Reads the identifier from exactly 32 bytes.</summary>
    public Sha256Id(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Computes the SHA-256 of <paramref name="data"/>.</summary>
    [SkipLocalsInit]
    public static Sha256Id Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(data, hash);
        return new Sha256Id(hash);
    }

    /// <summary>Parses exactly 64 hexadecimal digits; anything else gives false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Sha256Id id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (text is { Length: 2 * Size }
            && Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == Size)
        {
            id = new Sha256Id(bytes);
            return true;
        }

        id = default;
        return false;
    }

    /// <summary>Parses exactly 64 hexadecimal digits in ASCII; anything else gives false.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out Sha256Id id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (digits.Length == 2 * Size
            && Convert.FromHexString(digits, bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == Size)
        {
            id = new Sha256Id(bytes);
            return true;
        }

        id = default;
        return false;
    }

    /// <summary>Writes the 64 hexadecimal digits in ASCII.</summary>
    public void FormatTo(Span<byte> digits)
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        Convert.TryToHexStringLower(bytes, digits, out _);
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>The first 8 hexadecimal digits, which people use to name files and snapshots.</summary>
    public string ToShortString() => ToString()[..8];

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(Sha256Id other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sha256Id other && Equals(other);

    /// <summary>The value is itself a hash, so its first bytes serve as hash code.</summary>
    public override int GetHashCode() => (int)(_a >> 32);

    /// <summary>Other bytes than those of the hash code.</summary>
    internal uint SecondHash => (uint)_a;

    /// <inheritdoc/>
    public int CompareTo(Sha256Id other)
    {
        int order = _a.CompareTo(other._a);
        order = order != 0 ? order : _b.CompareTo(other._b);
        order = order != 0 ? order : _c.CompareTo(other._c);
        return order != 0 ? order : _d.CompareTo(other._d);
    }

    /// <summary>Equality of all 32 bytes.</summary>
    public static bool operator ==(Sha256Id left, Sha256Id right) => left.Equals(right);

    /// <summary>Inequality of the 32 bytes.</summary>
    public static bool operator !=(Sha256Id left, Sha256Id right) => !left.Equals(right);

    /// <summary>Order of the binary (and so of the hexadecimal) form.</summary>
    public static bool operator <(Sha256Id left, Sha256Id right) => left.CompareTo(right) < 0;

    /// <summary>Order of the binary (and so of the hexadecimal) form.</summary>
    public static bool operator >(Sha256Id left, Sha256Id right) => left.CompareTo(right) > 0;

    /// <summary>Order of the binary (and so of the hexadecimal) form.</summary>
    public static bool operator <=(Sha256Id left, Sha256Id right) => left.CompareTo(right) <= 0;

    /// <summary>Order of the binary (and so of the hexadecimal) form.</summary>
    public static bool operator >=(Sha256Id left, Sha256Id right) => left.CompareTo(right) >= 0;
}
