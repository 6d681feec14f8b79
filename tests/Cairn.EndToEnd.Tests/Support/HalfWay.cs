namespace Cairn.EndToEnd.Tests.Support;

/// <summary>Brings a backup of a large database into its middle, and keeps it there long enough to hurt it.</summary>
internal static class HalfWay
{
    /// <summary>Slow and uncompressed: some packs are stored, while pg_dump waits for room with most of its table unread.</summary>
    private static readonly string[] Slowly = ["--limit-upload", "4000", "--compression", "off", "--pack-size", "4"];

    /// <summary>Starts a backup of one stream and returns when packs are stored and pg_dump runs.</summary>
    public static async Task<(RunningProgram Cairn, int PgDump)> StartBackupAsync(
        Workplace workplace, string database, CancellationToken cancellationToken)
    {
        RunningProgram cairn = await StartAsync(workplace, database, ["--plain"], cancellationToken);
        int? dump = ProcessTable.FindDescendant(cairn.Id, "pg_dump");
        Assert.True(dump.HasValue, "pg_dump has ended already: the backup is not slow enough.");
        return (cairn, dump.Value);
    }

    /// <summary>Starts a backup that reads over several connections, and returns when packs are stored.</summary>
    public static Task<RunningProgram> StartParallelBackupAsync(Workplace workplace, string database, CancellationToken cancellationToken) =>
        StartAsync(workplace, database, ["--jobs", "2"], cancellationToken);

    private static async Task<RunningProgram> StartAsync(
        Workplace workplace, string database, string[] options, CancellationToken cancellationToken)
    {
        RunningProgram cairn = workplace.StartCairn(["backup", "--from", Workplace.Url(database), .. options, .. Slowly]);
        await Until.TrueAsync(
            () => cairn.HasExited || workplace.Files("data").Length > 1, () => "stored packs\n" + cairn.ErrorSoFar, cancellationToken);
        Assert.False(cairn.HasExited, cairn.ErrorSoFar);
        return cairn;
    }
}
