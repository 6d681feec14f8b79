using System.Runtime.ExceptionServices;
using System.Text;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>Loads rows over several connections; then sequence values, then large objects.</summary>
internal sealed class DataRestore(
    PostgresClient client,
    PostgresServer server,
    RestorePlan plan,
    ScriptReader readScript,
    RestoreProgress progress,
    RestoreFailures failures,
    TimeProvider timeProvider)
{
    private const int SequenceBatch = 200;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DumpTocEntry[] tables = [.. plan.Entries.Where(entry => entry.Type == "table" && entry.Bytes > 0)];
        foreach (DumpTocEntry empty in plan.Entries.Where(entry => entry.Type == "table" && entry.Bytes == 0))
        {
            CountEmpty(empty);
        }

        plan.Options.Step?.Invoke("rows");
        await LoadTablesAsync(tables, cancellationToken);
        await RestoreSequencesAsync([.. plan.Entries.Where(entry => entry.Type == "sequence")], cancellationToken);
        foreach (DumpTocEntry entry in plan.Entries.Where(entry => entry.Type == "largeObjects"))
        {
            plan.Options.Step?.Invoke("large objects");
            await RestoreLargeObjectsAsync(entry, cancellationToken);
        }
    }

    private void CountEmpty(DumpTocEntry table)
    {
        for (int i = 0; i < table.Ranges.Count; i++)
        {
            progress.Add(table, 0);
        }
    }

    private async Task LoadTablesAsync(DumpTocEntry[] tables, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        RestoreQueue queue = new(tables);
        int workers = Math.Min(plan.Options.Jobs, tables.Sum(table => table.Ranges.Count));
        Task[] running = [.. Enumerable.Range(0, workers).Select(_ => WorkAsync(queue, stop))];
        Task all = Task.WhenAll(running);
        try
        {
            await all;
        }
        catch (OperationCanceledException) when (all.Exception?.InnerExceptions.FirstOrDefault(e => e is not OperationCanceledException) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private async Task WorkAsync(RestoreQueue queue, CancellationTokenSource stop)
    {
        try
        {
            await using PostgresConnection connection = await ConnectAsync(stop.Token);
            DumpTocEntry? current = null;
            while (queue.Take(current) is (DumpTocEntry table, int range))
            {
                current = table;
                await LoadAsync(connection, table, table.Ranges[range], stop.Token);
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task LoadAsync(PostgresConnection connection, DumpTocEntry table, DumpTocRange range, CancellationToken cancellationToken)
    {
        try
        {
            byte[] statement = await ReadAsync(table.StatementOffset, table.StatementLength, cancellationToken);
            await connection.StartCopyInAsync(statement, cancellationToken);
            await using CopyInStream copy = new(connection);
            await readScript(range.Offset, range.Length, copy, cancellationToken);
            long rows = await connection.CompleteCopyInAsync(cancellationToken);
            if (rows != range.Rows)
            {
                throw new PostgresException(PostgresErrorKind.SqlFailed, PostgresSide.TargetDatabase,
                    $"Target database {server.Display}: {table.Display} got {rows} rows of {range.Rows}. A rule or trigger in the target leaves rows out.");
            }

            progress.Add(table, rows);
        }
        catch (PostgresException e) when (failures.PassOver(e))
        {
            // Counted; the next table is tried.
        }
        catch (PostgresException e)
        {
            throw new PostgresException(e.Kind, e.Side, $"{e.Message}\nThe rows of {table.Display} were not restored.", e.IsTransient, e)
            {
                SqlState = e.SqlState,
            };
        }
    }

    private async Task RestoreSequencesAsync(DumpTocEntry[] sequences, CancellationToken cancellationToken)
    {
        if (sequences.Length == 0)
        {
            return;
        }

        await using PostgresConnection connection = await ConnectAsync(cancellationToken);
        // Where failures are passed over, each statement stands alone.
        foreach (DumpTocEntry[] batch in sequences.Chunk(plan.Options.StopOnError ? SequenceBatch : 1))
        {
            using MemoryStream statements = new();
            foreach (DumpTocEntry sequence in batch)
            {
                statements.Write(await ReadAsync(sequence.Offset, sequence.Length, cancellationToken));
            }

            try
            {
                await connection.ExecuteAsync(statements.ToArray(), cancellationToken);
            }
            catch (PostgresException e) when (failures.PassOver(e))
            {
                // Counted; the next one is tried.
            }
        }
    }

    private async Task RestoreLargeObjectsAsync(DumpTocEntry entry, CancellationToken cancellationToken)
    {
        RestoreOptions options = new() { StopOnError = plan.Options.StopOnError, ErrorLine = plan.Options.ErrorLine };
        await using RestoreStream psql = await new PostgresRestore(client, timeProvider).StartAsync(server, options, cancellationToken);
        string head = $"SET client_encoding = '{plan.Toc.DumpEncoding}';\nSET standard_conforming_strings = on;\nSET statement_timeout = 0;\n";
        await psql.Input.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        await using LargeObjectFilter filter = new(psql.Input, plan.Options.Clean, plan.Options.NoOwner);
        await readScript(entry.Offset, entry.Length, filter, cancellationToken);
        await filter.CompleteAsync(cancellationToken);
        failures.Add((await psql.CompleteAsync(cancellationToken)).FailedStatements);
    }

    private async Task<byte[]> ReadAsync(long offset, long length, CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new();
        await readScript(offset, length, bytes, cancellationToken);
        return bytes.ToArray();
    }

    private async Task<PostgresConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        PostgresConnection connection = await PostgresConnection.ConnectAsync(
            client, server, PostgresSide.TargetDatabase, timeProvider, plan.Options.ConnectLimit, cancellationToken);
        try
        {
            await TargetSettings.ApplyAsync(connection, plan.Toc.DumpEncoding, cancellationToken);
            if (plan.Options.DataOnly)
            {
                await TargetSettings.DisableTriggersAsync(connection, cancellationToken);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
