using System.Text;

namespace Cairn.Postgres.Archives;

/// <summary>
/// Reads the primitives of pg_dump's custom archive format from bytes that may end too early: then <see cref="IsShort"/> is true and
/// what was read since is worthless. Source of the format: PostgreSQL's <c>pg_backup_archiver.c</c>.
/// </summary>
internal ref struct ArchiveCursor(ReadOnlySpan<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>The place of the next byte.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Whether more was asked for than there is.</summary>
    public bool IsShort { get; private set; }

    public byte ReadByte()
    {
        ReadOnlySpan<byte> bytes = Take(1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    /// <summary>An integer: a byte that is not 0 when it is negative, then its size in bytes, lowest first.</summary>
    public int ReadInteger(int size)
    {
        byte sign = ReadByte();
        ReadOnlySpan<byte> bytes = Take(size);
        long value = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            value |= (long)bytes[i] << (8 * i);
        }

        return (int)(sign == 0 ? value : -value);
    }

    /// <summary>
    /// A string of the dump's encoding, as bytes in characters (Latin-1), so that it can be written again as it was; null when there is none.
    /// </summary>
    public string? ReadString(int integerSize)
    {
        int length = ReadInteger(integerSize);
        return length < 0 ? null : Encoding.Latin1.GetString(Take(length));
    }

    public void Skip(int count) => Take(count);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (IsShort || count > _data.Length - Position)
        {
            IsShort = true;
            return [];
        }

        ReadOnlySpan<byte> bytes = _data.Slice(Position, count);
        Position += count;
        return bytes;
    }
}
