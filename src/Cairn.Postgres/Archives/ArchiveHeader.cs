namespace Cairn.Postgres.Archives;

/// <summary>The head of a custom archive.</summary>
/// <param name="Minor">The format's version: 14 of 1.14.</param>
/// <param name="IntegerSize">Bytes of an integer.</param>
/// <param name="OffsetSize">Bytes of an offset.</param>
/// <param name="DateStart">Where the time of creation starts.</param>
/// <param name="DateLength">Bytes of the time of creation.</param>
/// <param name="DumpVersion">The version of pg_dump, such as 15.18.</param>
/// <param name="EntryCount">How many entries the table of contents has.</param>
/// <param name="CountStart">Where that number starts.</param>
/// <param name="Length">Where the first entry starts.</param>
internal sealed record ArchiveHeader(
    int Minor, int IntegerSize, int OffsetSize, int DateStart, int DateLength, string DumpVersion, int EntryCount, int CountStart, int Length)
{
    // Format versions and the majors that write them: 1.12 and 1.13 up to 11, 1.14 from 12, 1.15 from 16, 1.16 from 17.
    private const int OldestMinor = 12;
    private const int NewestMinor = 16;
    private const int CompressionAlgorithmMinor = 15;
    private const int DateFields = 7;
    private const byte CustomFormat = 1;

    /// <summary>The major version of pg_dump; 0 when it does not say.</summary>
    public int DumpMajor => int.TryParse(DumpVersion.AsSpan(0, DumpVersion.TakeWhile(char.IsAsciiDigit).Count()), out int major) ? major : 0;

    /// <summary>Reads the head, or returns null when it is not there as a whole yet.</summary>
    public static ArchiveHeader? TryRead(ReadOnlySpan<byte> data)
    {
        const int magicLength = 5;
        if (data.Length < magicLength)
        {
            return null;
        }

        if (!data.StartsWith("PGDMP"u8))
        {
            throw new ArchiveFormatException("pg_dump wrote no archive");
        }

        ArchiveCursor cursor = new(data, magicLength);
        (byte major, byte minor, _) = (cursor.ReadByte(), cursor.ReadByte(), cursor.ReadByte());
        (byte integerSize, byte offsetSize, byte format) = (cursor.ReadByte(), cursor.ReadByte(), cursor.ReadByte());
        if (cursor.IsShort)
        {
            return null;
        }

        if (major != 1 || minor is < OldestMinor or > NewestMinor || format != CustomFormat || integerSize != sizeof(int) || offsetSize > sizeof(long))
        {
            throw new ArchiveFormatException($"the archive version {major}.{minor} of this pg_dump is not known");
        }

        // The compression: an algorithm since 1.15, a level before.
        cursor.Skip(minor >= CompressionAlgorithmMinor ? 1 : 1 + integerSize);
        int dateStart = cursor.Position;
        int dateLength = DateFields * (1 + integerSize);
        cursor.Skip(dateLength);
        _ = cursor.ReadString(integerSize);
        _ = cursor.ReadString(integerSize);
        string? dumpVersion = cursor.ReadString(integerSize);
        int countStart = cursor.Position;
        int count = cursor.ReadInteger(integerSize);
        return cursor.IsShort
            ? null
            : new ArchiveHeader(minor, integerSize, offsetSize, dateStart, dateLength, dumpVersion ?? "", count, countStart, cursor.Position);
    }

    /// <summary>Reads the entry at a place, or returns null when it is not there as a whole yet.</summary>
    public ArchiveEntry? TryReadEntry(ReadOnlySpan<byte> data, int start)
    {
        const int tableAccessMethodMinor = 14;
        const int relationKindMinor = 16;
        ArchiveCursor cursor = new(data, start);
        int dumpId = cursor.ReadInteger(IntegerSize);
        _ = cursor.ReadInteger(IntegerSize);
        _ = cursor.ReadString(IntegerSize);
        string? oid = cursor.ReadString(IntegerSize);
        (string? tag, string? type) = (cursor.ReadString(IntegerSize), cursor.ReadString(IntegerSize));
        int section = cursor.ReadInteger(IntegerSize);
        string? definition = cursor.ReadString(IntegerSize);
        _ = cursor.ReadString(IntegerSize);
        (string? copy, string? schema) = (cursor.ReadString(IntegerSize), cursor.ReadString(IntegerSize));
        _ = cursor.ReadString(IntegerSize);
        _ = Minor >= tableAccessMethodMinor ? cursor.ReadString(IntegerSize) : null;
        _ = Minor >= relationKindMinor ? cursor.ReadInteger(IntegerSize) : 0;
        string? owner = cursor.ReadString(IntegerSize);
        _ = cursor.ReadString(IntegerSize);
        List<int> dependencies = ReadDependencies(ref cursor);
        cursor.Skip(1 + OffsetSize);
        if (cursor.IsShort)
        {
            return null;
        }

        if (dumpId <= 0 || !Enum.IsDefined((ArchiveSection)section) || !uint.TryParse(oid, out uint objectId))
        {
            throw NotUnderstood();
        }

        return new ArchiveEntry(
            dumpId, objectId, tag ?? throw NotUnderstood(), type ?? throw NotUnderstood(), (ArchiveSection)section, Text(definition), Text(copy),
            Text(schema), Text(owner), dependencies, start, cursor.Position - start);
    }

    private static string Text(string? text) => text ?? "";

    private static ArchiveFormatException NotUnderstood() => new("an entry of the archive's table of contents is not understood");

    private List<int> ReadDependencies(ref ArchiveCursor cursor)
    {
        List<int> dependencies = [];
        while (!cursor.IsShort && cursor.ReadString(IntegerSize) is { } dependency && int.TryParse(dependency, out int id))
        {
            dependencies.Add(id);
        }

        return dependencies;
    }
}
