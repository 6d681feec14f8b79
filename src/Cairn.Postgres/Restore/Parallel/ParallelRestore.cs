using System.Text;
using Cairn.Postgres.Archives;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump.Parallel;
using Cairn.Postgres.Libpq;
using Cairn.Postgres.Processes;
using Cairn.Postgres.Progress;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>
/// Restores a dump, or a part of it, over several connections, straight from where its script is stored.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>On request, the database is created as it was.</item>
/// <item>psql runs the script of what comes before the rows, written by pg_restore from the schema's archive; with --clean it drops first.</item>
/// <item>Connections COPY ranges of the script into their tables, and the counts of rows are compared with the dump's.</item>
/// <item>Sequence values and large objects.</item>
/// <item>pg_restore makes indexes, constraints, triggers and privileges, several at a time.</item>
/// <item>One last commit that waits for the disk makes everything before it durable.</item>
/// </list>
/// </remarks>
/// <param name="client">The client whose programs are run: see <see cref="ClientCatalog.Newest"/>.</param>
/// <param name="timeProvider">The clock of limits.</param>
public sealed class ParallelRestore(PostgresClient client, TimeProvider timeProvider)
{
    private const int MaxScript = 512 * 1024 * 1024;

    /// <summary>Is told of steps and tables; bytes are for the caller to count. Null: nobody asks.</summary>
    internal WorkProgress? Watcher { get; init; }

    /// <summary>
    /// Restores by a plan. The first failure is thrown, with words about what has been restored until then, unless the plan says to go on.
    /// </summary>
    public async Task<ParallelRestoreSummary> RunAsync(
        PostgresServer server, RestorePlan plan, ScriptReader readScript, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(readScript);
        RestoreProgress progress = new(plan, Watcher);
        RestoreFailures failures = new(plan.Options);
        try
        {
            // :: Step 1-2
            PostgresVersion target = default;
            if (!plan.Options.DataOnly)
            {
                target = await RestorePreDataAsync(server, plan, failures, cancellationToken);
            }

            // :: Step 3-4
            progress.PreDataDone = true;
            Watcher?.Begin($"{plan.Options.StepPrefix}rows");
            if (plan.Entries.Count > 0)
            {
                DataRestore data = new(client, server, plan, readScript, progress, failures, timeProvider);
                await data.RunAsync(cancellationToken);
            }

            // :: Step 5
            progress.OthersDone = true;
            if (!plan.Options.DataOnly)
            {
                Begin(plan, "indexes, constraints, triggers, privileges");
                await RestorePostDataAsync(server, plan, target, failures, cancellationToken);
                if (plan.Options.Create)
                {
                    await new DatabaseCreation(client, server, plan, failures, timeProvider).GrantAsync(cancellationToken);
                }
            }

            // :: Step 6
            await MakeDurableAsync(server, plan, cancellationToken);
            return new ParallelRestoreSummary(failures.Count, progress.CompleteTables, progress.Rows);
        }
        catch (PostgresException e)
        {
            throw new PostgresException(e.Kind, e.Side, $"{e.Message}\n{progress.Describe()}", e.IsTransient, e) { SqlState = e.SqlState };
        }
    }

    private void Begin(RestorePlan plan, string step)
    {
        plan.Options.Step?.Invoke(step);
        Watcher?.Begin($"{plan.Options.StepPrefix}{step}");
    }

    private async Task<PostgresVersion> RestorePreDataAsync(
        PostgresServer server, RestorePlan plan, RestoreFailures failures, CancellationToken cancellationToken)
    {
        if (plan.Options.Create)
        {
            Begin(plan, "database");
            await new DatabaseCreation(client, server, plan, failures, timeProvider).CreateAsync(cancellationToken);
        }

        Begin(plan, "tables and other objects");
        PostgresVersion target = await PrepareTargetAsync(server, plan, cancellationToken);
        byte[] archive = plan.Archive.With(plan.Selection.Contains);
        byte[] schema = await ScriptAsync(server, plan, archive, ["--section=pre-data", "--section=post-data"], cancellationToken);
        byte[] preData = await ScriptAsync(server, plan, archive, ["--section=pre-data", "--no-privileges"], cancellationToken);
        ScriptText script = ScriptText.TryCut(preData, schema, plan.Options.Clean, key: null)
            ?? throw new PostgresException(PostgresErrorKind.ToolFailed, PostgresSide.Tool,
                "The script that pg_restore writes has an unknown form. Restore with --plain.");
        await RunScriptAsync(server, plan, script.BeforeDataFor(target), failures, cancellationToken);
        return target;
    }

    private async Task RunScriptAsync(
        PostgresServer server, RestorePlan plan, ReadOnlyMemory<byte> script, RestoreFailures failures, CancellationToken cancellationToken)
    {
        RestoreOptions options = new() { StopOnError = plan.Options.StopOnError, ErrorLine = plan.Options.ErrorLine };
        await using RestoreStream psql = await new PostgresRestore(client, timeProvider).StartAsync(server, options, cancellationToken);
        await psql.Input.WriteAsync(script, cancellationToken);
        failures.Add((await psql.CompleteAsync(cancellationToken)).FailedStatements);
    }

    /// <summary>
    /// Asks for the target's version, and makes the schemas of tables that are restored alone: what they are in cannot be left out.
    /// </summary>
    private async Task<PostgresVersion> PrepareTargetAsync(PostgresServer server, RestorePlan plan, CancellationToken cancellationToken)
    {
        await using PostgresConnection connection = await PostgresConnection.ConnectAsync(
            client, server, PostgresSide.TargetDatabase, timeProvider, plan.Options.ConnectLimit, cancellationToken);
        await TargetSettings.ApplyAsync(connection, plan.Toc.DumpEncoding, cancellationToken);
        HashSet<string> made = [.. plan.Archive.Entries.Where(e => e.Type == "SCHEMA" && plan.Selection.Contains(e)).Select(e => e.Tag)];
        IEnumerable<string> missing = plan.Archive.Entries
            .Where(entry => plan.Options.Tables.Count > 0 && entry.Schema.Length > 0 && plan.Selection.Contains(entry) && !made.Contains(entry.Schema))
            .Select(entry => entry.Schema).Distinct();
        foreach (string schema in missing)
        {
            string quoted = schema.Replace("\"", "\"\"", StringComparison.Ordinal);
            await connection.ExecuteAsync(Encoding.Latin1.GetBytes($"CREATE SCHEMA IF NOT EXISTS \"{quoted}\""), cancellationToken);
        }

        return connection.ServerVersion;
    }

    private async Task<byte[]> ScriptAsync(
        PostgresServer server, RestorePlan plan, byte[] archive, string[] arguments, CancellationToken cancellationToken)
    {
        List<string> all = ["--file=-", "--format=custom", .. arguments, .. CommonArguments(plan)];
        all.AddRange(plan.Options.Clean ? plan.Options.IfExists ? ["--clean", "--if-exists"] : ["--clean"] : []);
        var options = new ChildProcessOptions
        {
            Program = client.PgRestore,
            Arguments = all,
            Environment = ToolEnvironment.For(server),
            ErrorLine = plan.Options.ErrorLine,
        };
        (ProcessExit exit, byte[] output) = await ProgramRun.RunAsync(
            options, archive, MaxScript, plan.Options.ProgramLimit, timeProvider, cancellationToken);
        return exit.IsSuccess ? output : throw ToolFailure.Create("pg_restore", server, PostgresSide.TargetDatabase, exit);
    }

    private async Task RestorePostDataAsync(
        PostgresServer server, RestorePlan plan, PostgresVersion target, RestoreFailures failures, CancellationToken cancellationToken)
    {
        // What the first script has made: everything of the pre-data section but privileges, which must not hinder the loading of rows.
        ArchiveSection section = ArchiveSection.PreData;
        HashSet<int> kept = [];
        foreach (ArchiveEntry entry in plan.Archive.Entries.Where(plan.Selection.Contains))
        {
            section = entry.Section == ArchiveSection.None ? section : entry.Section;
            if (section == ArchiveSection.PostData || entry.IsPrivileges || entry.Type is "ENCODING" or "STDSTRINGS" or "SEARCHPATH")
            {
                kept.Add(entry.DumpId);
            }
        }

        PostgresClient fitting = client.ForRestore(target, plan.Archive.Header.DumpMajor);
        if (!fitting.CanRestoreTo(target))
        {
            // One connection instead of several: only as a script can what pg_restore does be kept from the statement that the target refuses.
            byte[] text = await ScriptAsync(server, plan, plan.Archive.With(entry => kept.Contains(entry.DumpId)), [], cancellationToken);
            await RunScriptAsync(server, plan, ScriptText.For(target, text), failures, cancellationToken);
            return;
        }

        // pg_restore needs a file that it can read several times. It holds no rows.
        // Tables are in it, too, and not in the list of what is restored: by them pg_restore knows which constraints lock the same
        // tables. Without them it adds two foreign keys that cross at the same time, and the server ends one of them as a deadlock.
        string file = Path.Combine(Path.GetTempPath(), $"cairn-{Guid.NewGuid():N}.dump");
        string list = file + ".list";
        try
        {
            byte[] archive = plan.Archive.With(entry => kept.Contains(entry.DumpId) || (entry.Type == "TABLE" && plan.Selection.Contains(entry)));
            await WriteAsync(file, archive, cancellationToken);
            await WriteAsync(list, ListOf(plan.Archive.Entries.Where(entry => kept.Contains(entry.DumpId))), cancellationToken);
            failures.Add(await PostDataProgram.RunAsync(
                fitting, server, plan, file, [$"--use-list={list}", .. CommonArguments(plan)], timeProvider, cancellationToken));
        }
        finally
        {
            File.Delete(file);
            File.Delete(list);
        }
    }

    private static byte[] ListOf(IEnumerable<ArchiveEntry> entries) =>
        Encoding.ASCII.GetBytes(string.Concat(entries.Select(entry => $"{entry.DumpId};\n")));

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using FileStream stream = new(path, OwnerOnly());
        await stream.WriteAsync(content, cancellationToken);
    }

    private static FileStreamOptions OwnerOnly()
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static string[] CommonArguments(RestorePlan plan) =>
        [.. plan.Options.NoOwner ? ["--no-owner"] : Array.Empty<string>(), .. plan.Options.NoPrivileges ? ["--no-privileges"] : Array.Empty<string>()];

    private async Task MakeDurableAsync(PostgresServer server, RestorePlan plan, CancellationToken cancellationToken)
    {
        await using PostgresConnection connection = await PostgresConnection.ConnectAsync(
            client, server, PostgresSide.TargetDatabase, timeProvider, plan.Options.ConnectLimit, cancellationToken);
        // Taking a transaction number makes this a commit that is written, and the log is written in order.
        await connection.ExecuteAsync("SET synchronous_commit = on; SELECT pg_catalog.txid_current()", cancellationToken);
    }
}
