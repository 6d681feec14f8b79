using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Dump;

/// <summary>Starts pg_dump or pg_dumpall and hands out what it writes.</summary>
/// <param name="client">The client whose program is run: see <see cref="ClientCatalog.ForDump"/>.</param>
/// <param name="timeProvider">The clock of limits.</param>
public sealed class PostgresDump(PostgresClient client, TimeProvider timeProvider)
{
    /// <summary>Fails with <see cref="PostgresErrorKind.InvalidConfiguration"/> when an extra argument is refused; nothing is started.</summary>
    public static void CheckArguments(PostgresServer server, DumpOptions options)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        _ = DumpArguments.Build(server, options);
    }

    /// <summary>
    /// Starts the program. It connects on its own account: that it cannot is seen at <see cref="DumpStream.CompleteAsync"/>.
    /// Cancelling the token ends the program, at any time until the stream is disposed.
    /// Fails with <see cref="PostgresErrorKind.InvalidConfiguration"/> when an extra argument is refused.
    /// </summary>
    public Task<DumpStream> StartAsync(PostgresServer server, DumpOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        var processOptions = new ChildProcessOptions
        {
            Program = options.Program == DumpProgram.PgDump ? client.PgDump : client.PgDumpAll,
            Arguments = DumpArguments.Build(server, options),
            Environment = ToolEnvironment.For(server),
            Redactor = ToolEnvironment.Redactor(server),
            ErrorLine = options.ErrorLine,
        };
        ChildProcess process = ChildProcess.Start(processOptions, timeProvider, cancellationToken);
        return Task.FromResult(new DumpStream(process, server, options, cancellationToken));
    }
}
