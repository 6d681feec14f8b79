using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Restore;

/// <summary>Starts psql and feeds it a plain dump.</summary>
/// <param name="client">
/// The client whose psql is run: see <see cref="ClientCatalog.Newest"/>. Dumps of recent pg_dumps hold <c>\restrict</c> lines, which only
/// a recent psql knows.
/// </param>
/// <param name="timeProvider">The clock of limits.</param>
public sealed class PostgresRestore(PostgresClient client, TimeProvider timeProvider)
{
    /// <summary>
    /// Starts psql. It connects on its own account: that it cannot is seen at the next write or at
    /// <see cref="RestoreStream.CompleteAsync"/>.
    /// Cancelling the token ends psql, at any time until the stream is disposed.
    /// Fails with <see cref="PostgresErrorKind.InvalidConfiguration"/> when an extra argument is refused.
    /// </summary>
    public Task<RestoreStream> StartAsync(PostgresServer server, RestoreOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        var errors = new ScriptErrors();
        var processOptions = new ChildProcessOptions
        {
            Program = client.Psql,
            Arguments = RestoreArguments.Build(server, options),
            Environment = ToolEnvironment.For(server),
            UseInput = true,
            Redactor = ToolEnvironment.Redactor(server),
            ErrorLine = options.ErrorLine,
            RawErrorLine = errors.Add,
        };
        ChildProcess process = ChildProcess.Start(processOptions, timeProvider, cancellationToken);
        return Task.FromResult(new RestoreStream(process, server, options, errors, cancellationToken));
    }
}
