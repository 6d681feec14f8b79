using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Connections;

/// <summary>What every client program is started with.</summary>
internal static class ToolEnvironment
{
    /// <summary>The server's variables, and English messages from libpq, since failures are recognised by their words.</summary>
    public static IReadOnlyDictionary<string, string?> For(PostgresServer server) =>
        new Dictionary<string, string?>(server.ToEnvironment(), StringComparer.Ordinal)
        {
            // LC_ALL and LANGUAGE would win over LC_MESSAGES. LC_CTYPE stays as it is.
            ["LC_ALL"] = null,
            ["LANGUAGE"] = null,
            ["LC_MESSAGES"] = "C",
        };

    /// <summary>The arguments that connect: never ask for a password, and what cannot be said in the environment.</summary>
    public static IEnumerable<string> ConnectionArguments(PostgresServer server)
    {
        string? connectionString = server.ToCommandLineConnectionString();
        return connectionString is null ? ["--no-password"] : ["--no-password", "--dbname=" + connectionString];
    }

    /// <summary>Removes the server's password, or the inherited one that stands in for it.</summary>
    public static SecretRedactor Redactor(PostgresServer server) =>
        new(server.Password ?? Environment.GetEnvironmentVariable("PGPASSWORD"));
}
