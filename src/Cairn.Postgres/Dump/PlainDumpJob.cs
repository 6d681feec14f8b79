using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Progress;

namespace Cairn.Postgres.Dump;

/// <summary>One stream of pg_dump or pg_dumpall.</summary>
internal sealed class PlainDumpJob(PostgresClient client, PostgresServer server, DumpJobOptions options, TimeProvider timeProvider)
    : DumpJob(options, timeProvider)
{
    public override bool IsParallel => false;

    public override async Task<IReadOnlyList<DumpFile<TPart>>> RunAsync<TPart>(
        Func<Stream, CancellationToken, Task<TPart>> storeAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storeAsync);
        DumpOptions dumpOptions = new() { Program = Options.Program, ExtraArguments = Options.ExtraArguments, ErrorLine = Options.ErrorLine };
        return [new DumpFile<TPart>(Options.FileName, [await StoreAsync(client, server, dumpOptions, Progress, Time, storeAsync, cancellationToken)])];
    }

    /// <summary>Runs a program and stores what it writes.</summary>
    public static async Task<TPart> StoreAsync<TPart>(
        PostgresClient client,
        PostgresServer server,
        DumpOptions options,
        WorkProgress progress,
        TimeProvider timeProvider,
        Func<Stream, CancellationToken, Task<TPart>> storeAsync,
        CancellationToken cancellationToken)
    {
        await using DumpStream dump = await new PostgresDump(client, timeProvider).StartAsync(server, options, cancellationToken);
        await using CountingStream counted = new(dump.Output, progress.AddBytes);
        TPart part = await storeAsync(counted, cancellationToken);
        await dump.CompleteAsync(cancellationToken);
        return part;
    }
}
