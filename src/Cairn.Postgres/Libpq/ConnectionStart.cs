using System.Runtime.InteropServices;
using Cairn.Postgres.Connections;

namespace Cairn.Postgres.Libpq;

/// <summary>Hands a server's parts to libpq as keywords and values. They never become a string that could be logged.</summary>
internal static unsafe class ConnectionStart
{
    // A peer that vanished without a word is noticed after about two minutes; the system's own default is hours.
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["application_name"] = "cairn",
        ["keepalives_idle"] = "60",
        ["keepalives_interval"] = "10",
        ["keepalives_count"] = "6",
    };

    /// <summary>Starts to connect and returns libpq's handle. Blocks while the host's name is looked up.</summary>
    public static nint Start(PostgresServer server)
    {
        // libpq reads the process's environment; variables that would win over the server's own parts must not be seen.
        foreach ((string name, _) in server.ToEnvironment().Where(variable => variable.Value is null))
        {
            _ = PollNative.UnsetEnvironment(name);
        }

        (string Keyword, string Value)[] pairs = [.. Pairs(server)];
        nint* keywords = stackalloc nint[pairs.Length + 1];
        nint* values = stackalloc nint[pairs.Length + 1];
        for (int i = 0; i < pairs.Length; i++)
        {
            keywords[i] = Marshal.StringToCoTaskMemUTF8(pairs[i].Keyword);
            values[i] = Marshal.StringToCoTaskMemUTF8(pairs[i].Value);
        }

        (keywords[pairs.Length], values[pairs.Length]) = (0, 0);
        nint handle = LibpqMethods.ConnectStart(keywords, values, expandDatabaseName: 0);
        for (int i = 0; i < pairs.Length; i++)
        {
            Marshal.FreeCoTaskMem(keywords[i]);
            Marshal.ZeroFreeCoTaskMemUTF8(values[i]);
        }

        return handle == 0 ? throw new InsufficientMemoryException("libpq could not make a connection object.") : handle;
    }

    private static IEnumerable<(string Keyword, string Value)> Pairs(PostgresServer server)
    {
        (string, string?)[] parts =
            [("host", server.Host), ("port", server.Port), ("user", server.User), ("password", server.Password), ("dbname", server.Database)];
        foreach ((string keyword, string? value) in parts)
        {
            if (value is not null)
            {
                yield return (keyword, value);
            }
        }

        foreach ((string keyword, string value) in server.Parameters)
        {
            yield return (keyword, value);
        }

        foreach ((string keyword, string value) in Defaults.Where(pair => server.Parameters[pair.Key] is null))
        {
            // The environment's name for the application counts more than ours.
            if (keyword != "application_name" || string.IsNullOrEmpty(Environment.GetEnvironmentVariable("PGAPPNAME")))
            {
                yield return (keyword, value);
            }
        }
    }
}
