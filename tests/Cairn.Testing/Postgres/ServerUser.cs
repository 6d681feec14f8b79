namespace Cairn.Testing.Postgres;

/// <summary>PostgreSQL's server programs refuse to run as root, so tests that do run them as the user postgres.</summary>
internal static class ServerUser
{
    public const string Name = "postgres";

    public static bool IsNeeded => Environment.IsPrivilegedProcess;

    /// <summary>The command that runs a program as the server's user. setpriv replaces itself by it, so the process id is the program's
    /// own.</summary>
    public static (string Program, string[] Arguments) Wrap(string program, string[] arguments) => IsNeeded
        ? ("setpriv", ["--reuid", Name, "--regid", Name, "--clear-groups", program, .. arguments])
        : (program, arguments);
}
