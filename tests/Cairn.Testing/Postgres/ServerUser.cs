namespace Cairn.Testing.Postgres;

/// <summary>PostgreSQL's server programs refuse to run as root, so tests that do run them as the user postgres.</summary>
internal static class ServerUser
{
    public const string Name = "postgres";

    public static bool IsNeeded => Environment.IsPrivilegedProcess;

    /// <summary>The command that runs a program as the server's user. setpriv replaces itself by it, so the process id is the program's
    /// own.</summary>
    public static (string Program, string[] Arguments) Wrap(string program, string[] arguments) => IsNeeded
        ? ("setpriv", ["--reuid", Name, "--regid", Name, "--clear-groups", .. Capabilities(program), program, .. arguments])
        : (program, arguments);

    // A server that was fetched into the checkout may lie where only root may look.
    private static string[] Capabilities(string program) => program.StartsWith("/usr/", StringComparison.Ordinal) || !program.StartsWith('/')
        ? []
        : ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"];
}
