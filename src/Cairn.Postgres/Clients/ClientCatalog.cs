using System.Text;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Clients;

/// <summary>The client programs installed on this machine, and which of them to use. Immutable; looked up once.</summary>
public sealed class ClientCatalog
{
    // Debian's /usr/bin/pg_dump is this script. It chooses a version by its own rules, so the programs it would call are used instead.
    private const string DebianWrapper = "pg_wrapper";
    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(10);

    private readonly ClientSearch _search;

    private ClientCatalog(ClientSearch search, IReadOnlyList<PostgresClient> installed)
    {
        _search = search;
        Installed = installed;
    }

    /// <summary>All usable clients, newest first.</summary>
    public IReadOnlyList<PostgresClient> Installed { get; }

    /// <summary>Looks through the directories and asks each pg_dump for its version. Directories without working programs are passed
    /// over.</summary>
    public static async Task<ClientCatalog> DiscoverAsync(
        ClientSearch search, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        var found = new List<PostgresClient>();
        foreach (string directory in search.Directories.Select(ProgramDirectory).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            string program = Path.Combine(directory, "pg_dump");
            if (await ReadVersionAsync(program, timeProvider, cancellationToken) is { } version)
            {
                found.Add(new PostgresClient(directory, version));
            }
        }

        PostgresClient[] all = [.. found.OrderByDescending(c => c.Version)];
        return new ClientCatalog(search, [.. all.Select(client => client with { Installed = all })]);
    }

    /// <summary>
    /// The client that dumps a server of this version: its major version is the server's or a newer one, since pg_dump refuses servers
    /// newer than itself. Fails with <see cref="PostgresErrorKind.ClientMissing"/>, naming what to install.
    /// </summary>
    public PostgresClient ForDump(PostgresVersion server, ClientPreference preference)
    {
        IEnumerable<PostgresClient> usable = Installed.Where(c => c.Version.Major >= server.Major);
        PostgresClient? chosen = preference == ClientPreference.Newest
            ? usable.FirstOrDefault()
            : usable.OrderBy(c => c.Version.Major).FirstOrDefault();
        return chosen ?? throw Missing(
            $"the server is PostgreSQL {server.Major}, and pg_dump must not be older than the server", server.Major);
    }

    /// <summary>
    /// The newest client: its psql reads dumps of all versions and talks to all servers.
    /// Fails with <see cref="PostgresErrorKind.ClientMissing"/>, naming what to install.
    /// </summary>
    public PostgresClient Newest() => Installed.Count > 0 ? Installed[0] : throw Missing("pg_dump and psql are needed", major: null);

    private static string? ProgramDirectory(string directory)
    {
        string program = Path.Combine(directory, "pg_dump");
        if (!File.Exists(program))
        {
            return null;
        }

        string target = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(program);
        string real = Path.GetDirectoryName(target)!;
        return Path.GetFileName(target) != DebianWrapper && File.Exists(Path.Combine(real, "psql")) ? real : null;
    }

    private static async Task<PostgresVersion?> ReadVersionAsync(
        string program, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var options = new ChildProcessOptions { Program = program, Arguments = ["--version"] };
        using var limit = new CancellationTokenSource(VersionLimit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using ChildProcess process = ChildProcess.Start(options, timeProvider, either.Token);
            byte[] buffer = new byte[1024];
            int count = await process.Output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            ProcessExit exit = await process.WaitForExitAsync(VersionLimit, either.Token);
            return exit.IsSuccess ? PostgresVersion.FromProgramOutput(Encoding.UTF8.GetString(buffer, 0, count)) : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It hangs: as good as not installed.
            return null;
        }
        catch (PostgresException)
        {
            // It is there but cannot be started, for instance because it belongs to another processor.
            return null;
        }
    }

    private PostgresException Missing(string why, int? major)
    {
        string package = major is null ? "postgresql-client" : $"postgresql-client-{major}";
        string found = Installed.Count == 0 ? "none" : string.Join(", ", Installed.Select(c => $"{c.Version} in {c.Directory}"));
        string where = _search.IsOverride
            ? $"Only {ClientSearch.OverrideVariable} ({string.Join(':', _search.Directories)}) was searched"
            : $"Their directory can also be named in {ClientSearch.OverrideVariable}";
        return new PostgresException(PostgresErrorKind.ClientMissing, PostgresSide.Tool,
            $"No usable PostgreSQL client programs are installed: {why}. Installed: {found}. "
            + $"Install {package} (Debian and Ubuntu; other systems: the client package of the same version). {where}.");
    }
}
