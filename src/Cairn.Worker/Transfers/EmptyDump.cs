using System.Collections.Frozen;
using System.Text;
using Cairn.Postgres;
using Cairn.Postgres.Dump;
using Cairn.Postgres.Dump.Parallel;

namespace Cairn.Worker.Transfers;

/// <summary>
/// Recognises a dump that ended well and holds nothing although there is something: a success that nobody could restore. Where the user's arguments
/// choose what is dumped, only a dump without a single byte is one, since nothing may be what was chosen.
/// </summary>
internal sealed class EmptyDump(DatabaseBackupOptions options)
{
    /// <summary>Arguments that leave tables in the dump, by what they begin with.</summary>
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        "--dbname", "--clean", "--if-exists", "--create", "--no-owner", "--no-privileges", "--no-acl", "--role", "--verbose", "--no-comments", "--encoding",
        "--no-tablespaces", "--no-sync", "--inserts", "--column-inserts", "--quote-all-identifiers", "--lock-wait-timeout", "--no-role-passwords",
        "--database", "--no-security-labels", "--no-publications", "--no-subscriptions", "--no-unlogged-table-data");

    private static readonly string[] Content = ["CREATE ", "COPY ", "INSERT ", "ALTER ", "SELECT pg_catalog.setval"];

    private string Tool => options.Program == DumpProgram.PgDump ? "pg_dump" : "pg_dumpall";

    /// <summary>Throws when a plain dump, read to its end, is empty.</summary>
    public void ThrowIfEmpty(WatchedStream dump)
    {
        if (dump.Bytes == 0)
        {
            throw Empty($"{Tool} ended without an error, but wrote nothing at all. See which program that is, and run it by hand");
        }

        if (MustHaveTables && dump.IsShort && !Encoding.UTF8.GetString(dump.Head).Split('\n').Any(IsContent))
        {
            throw NothingOf();
        }
    }

    /// <summary>Throws when a parallel dump will have no rows of any table.</summary>
    public void ThrowIfEmpty(DumpSession session)
    {
        if (MustHaveTables && !session.Parts.Any(part => part.HasRows))
        {
            throw NothingOf();
        }
    }

    private bool MustHaveTables => options.UserTables > 0 && options.Arguments.All(IsHarmless);

    private static bool IsContent(string line) => Array.Exists(Content, start => line.StartsWith(start, StringComparison.Ordinal));

    // A word without a dash is the database, or the value of an option; the option itself decides.
    private static bool IsHarmless(string argument) =>
        !argument.StartsWith('-') || argument.StartsWith("-d", StringComparison.Ordinal) || argument.StartsWith("-l", StringComparison.Ordinal)
        || Harmless.Contains(argument.Split('=')[0]);

    private PostgresException NothingOf() =>
        Empty($"{Tool} ended without an error, but its dump holds nothing, although the database has {options.UserTables} table(s). "
            + "See whether the user may read them");

    private static PostgresException Empty(string message) => new(
        PostgresErrorKind.ToolFailed, PostgresSide.Tool, $"{message}. The backup was not stored.");
}
