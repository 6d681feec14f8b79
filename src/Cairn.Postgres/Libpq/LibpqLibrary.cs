using System.Reflection;
using System.Runtime.InteropServices;
using Cairn.Postgres.Clients;

namespace Cairn.Postgres.Libpq;

/// <summary>Finds libpq, once a process: where the client's package has its libraries, then where the system's loader looks.</summary>
internal static class LibpqLibrary
{
    private const string FileName = "libpq.so.5";

    private static readonly Lock LoadLock = new();
    private static nint _handle;

    /// <summary>Loads the library unless it is loaded. Fails with <see cref="PostgresErrorKind.ClientMissing"/>.</summary>
    public static void Load(PostgresClient client)
    {
        lock (LoadLock)
        {
            if (_handle != 0)
            {
                return;
            }

            string? file = Candidates(client).FirstOrDefault(candidate => NativeLibrary.TryLoad(candidate, out _handle));
            if (file is null)
            {
                throw new PostgresException(PostgresErrorKind.ClientMissing, PostgresSide.Tool,
                    $"The library {FileName} cannot be loaded. Install the package libpq5 (Debian and Ubuntu; other systems: the one that "
                    + "belongs to the PostgreSQL client programs).");
            }

            NativeLibrary.SetDllImportResolver(typeof(LibpqLibrary).Assembly, Resolve);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == LibpqMethods.Library ? _handle : 0;

    private static IEnumerable<string> Candidates(PostgresClient client)
    {
        string prefix = Path.GetDirectoryName(client.Directory) ?? "/";
        foreach (string directory in new[] { "lib", "lib64" })
        {
            string beside = Path.Combine(prefix, directory, FileName);
            if (File.Exists(beside))
            {
                yield return beside;
            }
        }

        yield return FileName;
        yield return "libpq.5.dylib";
    }
}
