using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump.Parallel;

namespace Cairn.Postgres.Dump;

/// <summary>One database, read over several connections.</summary>
internal sealed class DatabaseDumpJob : DumpJob
{
    private readonly DumpSession _session;

    private DatabaseDumpJob(DumpSession session, DumpJobOptions options, TimeProvider timeProvider)
        : base(options, timeProvider) => _session = session;

    public override bool IsParallel => true;

    public static async Task<(DumpJob? Job, string? Refusal)> TryPrepareAsync(
        PostgresClient client, PostgresServer server, DumpJobOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        PreparedDump prepared = await new ParallelDump(client, timeProvider)
            .PrepareAsync(server, ParallelOptions(options, options.ExtraArguments), cancellationToken);
        return prepared.Session is { } session
            ? (new DatabaseDumpJob(session, options, timeProvider), null)
            : (null, prepared.Refusal);
    }

    public override async Task<IReadOnlyList<DumpFile<TPart>>> RunAsync<TPart>(
        Func<Stream, CancellationToken, Task<TPart>> storeAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storeAsync);
        TPart[] parts = new TPart[_session.Parts.Count];
        Progress.Begin($"database {_session.Facts.Database}");
        Progress.Expect(_session.EstimatedBytes, _session.TableCount, isExact: false);
        await _session.ReadAsync(
            Options.Jobs, async (part, stream, token) => parts[part.Number] = await storeAsync(stream, token), Progress, readers: null, cancellationToken);
        TPart toc = await storeAsync(new MemoryStream(_session.DescribeToc(Options.FileName)), cancellationToken);
        TPart schema = await storeAsync(new MemoryStream(_session.SchemaArchive.ToArray()), cancellationToken);
        return
        [
            new DumpFile<TPart>(Options.FileName, parts),
            new DumpFile<TPart>(DumpFileNames.Toc, [toc]),
            new DumpFile<TPart>(DumpFileNames.Schema, [schema]),
        ];
    }

    public override async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await base.DisposeAsync();
    }
}
