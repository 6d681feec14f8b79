using System.Buffers.Binary;

namespace Cairn.Postgres.Archives;

/// <summary>
/// Head and table of contents of a custom archive (<c>pg_dump -Fc</c>), which pg_dump writes before the first row. They say what a dump
/// holds, in its order, with the COPY statement of every table.
/// </summary>
internal sealed class ArchiveToc
{
    /// <summary>A schema of a hundred thousand tables fits; what is larger is not worth its memory.</summary>
    private const int MaxSize = 256 * 1024 * 1024;

    private readonly byte[] _data;

    private ArchiveToc(byte[] data, ArchiveHeader header, IReadOnlyList<ArchiveEntry> entries)
    {
        (_data, Header, Entries) = (data, header, entries);
    }

    public ArchiveHeader Header { get; }

    /// <summary>The entries in the order of the script.</summary>
    public IReadOnlyList<ArchiveEntry> Entries { get; }

    /// <summary>
    /// Reads from the start of an archive to the end of its table of contents, and not much further. Returns null when the stream ends before:
    /// the program that writes it knows why. Fails with <see cref="ArchiveFormatException"/> when the format is not known.
    /// </summary>
    public static async Task<ArchiveToc?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] data = new byte[1024 * 1024];
        int filled = 0;
        ArchiveHeader? header = null;
        List<ArchiveEntry> entries = [];
        while (true)
        {
            header ??= ArchiveHeader.TryRead(data.AsSpan(0, filled));
            if (header is not null && TryReadEntries(data.AsSpan(0, filled), header, entries))
            {
                return new ArchiveToc(data[..(entries.Count == 0 ? header.Length : End(entries[^1]))], header, entries);
            }

            if (filled == data.Length)
            {
                Array.Resize(ref data, filled < MaxSize ? data.Length * 2 : throw new ArchiveFormatException("the schema is too large to be held in memory"));
            }

            int count = await stream.ReadAsync(data.AsMemory(filled), cancellationToken);
            if (count == 0)
            {
                return null;
            }

            filled += count;
        }
    }

    /// <summary>
    /// A complete archive of the entries that are no data. What stands behind data and belongs to no section belongs to it: comments of large objects,
    /// since pg_dump 17. Their privileges are kept, as all privileges come last.
    /// </summary>
    public byte[] WithoutData()
    {
        HashSet<int> data = [];
        ArchiveSection section = ArchiveSection.None;
        foreach (ArchiveEntry entry in Entries)
        {
            section = entry.Section == ArchiveSection.None ? section : entry.Section;
            if (section == ArchiveSection.Data && !entry.IsPrivileges)
            {
                data.Add(entry.DumpId);
            }
        }

        return With(entry => !data.Contains(entry.DumpId));
    }

    /// <summary>
    /// A complete archive of some of the entries, without the time of its creation: equal schemas give equal bytes. An entry may depend on
    /// one that is left out, as in every archive of a part of a database.
    /// </summary>
    public byte[] With(Predicate<ArchiveEntry> isKept)
    {
        ArchiveEntry[] kept = [.. Entries.Where(entry => isKept(entry))];
        byte[] archive = new byte[Header.Length + kept.Sum(entry => entry.Length)];
        _data.AsSpan(0, Header.Length).CopyTo(archive);
        ResetDate(archive.AsSpan(Header.DateStart, Header.DateLength));
        BinaryPrimitives.WriteInt32LittleEndian(archive.AsSpan(Header.CountStart + 1), kept.Length);
        int position = Header.Length;
        foreach (ArchiveEntry entry in kept)
        {
            _data.AsSpan(entry.Start, entry.Length).CopyTo(archive.AsSpan(position));
            position += entry.Length;
        }

        return archive;
    }

    // Second, minute, hour, day, month from 0, years since 1900, daylight saving: the first moment of 2000.
    private static void ResetDate(Span<byte> fields)
    {
        int[] values = [0, 0, 0, 1, 0, 100, 0];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> field = fields.Slice(i * fields.Length / values.Length, fields.Length / values.Length);
            field[0] = 0;
            BinaryPrimitives.WriteInt32LittleEndian(field[1..], values[i]);
        }
    }

    private static int End(ArchiveEntry entry) => entry.Start + entry.Length;

    private static bool TryReadEntries(ReadOnlySpan<byte> data, ArchiveHeader header, List<ArchiveEntry> entries)
    {
        while (entries.Count < header.EntryCount)
        {
            if (header.TryReadEntry(data, entries.Count == 0 ? header.Length : End(entries[^1])) is not { } entry)
            {
                return false;
            }

            entries.Add(entry);
        }

        return true;
    }
}
