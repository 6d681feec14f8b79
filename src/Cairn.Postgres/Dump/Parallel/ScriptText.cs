using System.Text;
using Cairn.Postgres.Clients;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>
/// Cuts the plain script of a schema at the place where a full dump has its rows, so that script, rows and rest together are what
/// pg_dump would write, byte for byte.
/// </summary>
/// <remarks>
/// A full script is: head, pre-data, rows, post-data, privileges, what must come last, end. The script without rows has the same
/// parts; the place between the second and the third is found with a script of pre-data alone and without privileges:
/// what stands between its head and its end stands in the other script as well, and ends where the rows belong.
/// </remarks>
internal sealed record ScriptText(ReadOnlyMemory<byte> BeforeData, ReadOnlyMemory<byte> AfterData)
{
    private const int ShortestKey = 16;
    private const int TransactionTimeoutMajor = 17;

    private static readonly byte[] HeadEnd = "\nSET row_security = "u8.ToArray();
    private static readonly byte[] RestrictLine = "\n\\restrict "u8.ToArray();
    private static readonly byte[] EndComment = "--\n-- PostgreSQL database dump complete\n--\n\n"u8.ToArray();

    /// <summary>
    /// What comes before the rows, for a server of a version: pg_restore 17 and newer write a setting that older servers refuse.
    /// </summary>
    public ReadOnlyMemory<byte> BeforeDataFor(PostgresVersion server) => For(server, BeforeData);

    /// <summary>A script of pg_restore, for a server of a version. See <see cref="BeforeDataFor"/>.</summary>
    public static ReadOnlyMemory<byte> For(PostgresVersion server, ReadOnlyMemory<byte> text)
    {
        ReadOnlySpan<byte> line = "SET transaction_timeout = 0;\n"u8;
        ReadOnlySpan<byte> script = text.Span;
        int place = server.Major >= TransactionTimeoutMajor ? -1 : script[..Math.Max(0, HeadLength(script))].IndexOf(line);
        return place < 0 ? text : (byte[])[.. script[..place], .. script[(place + line.Length)..]];
    }

    /// <summary>Cuts the script, or returns null when its form is not the known one.</summary>
    /// <param name="preData">The script of the pre-data section, without privileges.</param>
    /// <param name="schema">The script of everything but rows.</param>
    /// <param name="hasDrops">Whether the script may begin with DROP statements.</param>
    /// <param name="key">The key for the \restrict lines; null keeps the one that is there.</param>
    public static ScriptText? TryCut(byte[] preData, byte[] schema, bool hasDrops, string? key)
    {
        byte[]? oldKey = FindKey(schema);
        byte[]? newKey = oldKey is null || key is null ? oldKey : Encoding.ASCII.GetBytes(key);
        byte[]? start = WithoutFrame(Rekey(preData, FindKey(preData), newKey), newKey);
        byte[] script = Rekey(schema, oldKey, newKey);
        int head = HeadLength(script);
        if (start is null || head < 0 || (oldKey is null) != (FindKey(preData) is null))
        {
            return null;
        }

        int place = head + script.AsSpan(head).IndexOf(start);
        if (place < head || (place > head && !hasDrops) || WithoutFrame(script, newKey) is null)
        {
            return null;
        }

        int cut = place + start.Length;
        return new ScriptText(script.AsMemory(0, cut), script.AsMemory(cut));
    }

    /// <summary>The length of a script's head: comments and settings. -1 when it has another form.</summary>
    public static int HeadLength(ReadOnlySpan<byte> script)
    {
        int setting = script.IndexOf(HeadEnd);
        int end = setting < 0 ? -1 : script[setting..].IndexOf("\n\n"u8);
        return end < 0 ? -1 : setting + end + 2;
    }

    /// <summary>The last lines of every script.</summary>
    public static byte[] End(byte[]? key) => key is null ? EndComment : [.. EndComment, .. "\\unrestrict "u8, .. key, .. "\n\n"u8];

    /// <summary>The key of a script's \restrict line, or null when it has none.</summary>
    public static byte[]? FindKey(ReadOnlySpan<byte> script)
    {
        int head = HeadLength(script);
        int line = head < 0 ? -1 : script[..head].IndexOf(RestrictLine);
        if (line < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> key = script[(line + RestrictLine.Length)..];
        return key[..key.IndexOf((byte)'\n')].ToArray();
    }

    private static byte[]? WithoutFrame(byte[] script, byte[]? key)
    {
        int head = HeadLength(script);
        byte[] end = End(key);
        return head < 0 || !script.AsSpan(head).EndsWith(end) ? null : script[head..^end.Length];
    }

    // The old key is random and long, so it occurs in its own lines only.
    internal static byte[] Rekey(byte[] script, byte[]? oldKey, byte[]? newKey)
    {
        if (oldKey is null || newKey is null || oldKey.Length < ShortestKey || oldKey.AsSpan().SequenceEqual(newKey))
        {
            return script;
        }

        using MemoryStream output = new(script.Length);
        ReadOnlySpan<byte> rest = script;
        int place;
        while ((place = rest.IndexOf(oldKey)) >= 0)
        {
            output.Write(rest[..place]);
            output.Write(newKey);
            rest = rest[(place + oldKey.Length)..];
        }

        output.Write(rest);
        return output.ToArray();
    }
}
