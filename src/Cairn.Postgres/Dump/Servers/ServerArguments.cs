namespace Cairn.Postgres.Dump.Servers;

/// <summary>
/// A user's arguments for pg_dumpall, as far as the parallel way knows what each of them means for the globals and for each database.
/// </summary>
internal sealed class ServerArguments
{
    private static readonly ToolOptions Known = new(
        new Dictionary<char, string>
        {
            ['E'] = "encoding",
            ['l'] = "database",
            ['O'] = "no-owner",
            ['v'] = "verbose",
            ['x'] = "no-privileges",
        },
        // What each option is for: the globals, the databases, both; with a value or without.
        new Dictionary<string, (string Use, bool HasValue)>
        {
            ["encoding"] = ("both", true),
            ["lock-wait-timeout"] = ("both", true),
            ["no-owner"] = ("both", false),
            ["no-privileges"] = ("both", false),
            ["no-acl"] = ("both", false),
            ["no-comments"] = ("both", false),
            ["no-publications"] = ("both", false),
            ["no-security-labels"] = ("both", false),
            ["no-subscriptions"] = ("both", false),
            ["no-table-access-method"] = ("both", false),
            ["no-tablespaces"] = ("both", false),
            ["no-toast-compression"] = ("both", false),
            ["no-unlogged-table-data"] = ("both", false),
            ["load-via-partition-root"] = ("both", false),
            ["disable-dollar-quoting"] = ("both", false),
            ["role"] = ("role", true),
            ["no-role-passwords"] = ("globals", false),
            ["no-sync"] = ("ignore", false),
            ["verbose"] = ("ignore", false),
            ["database"] = ("database", true),
            ["exclude-database"] = ("exclude", true),
        });

    private readonly List<string> _globals = [];
    private readonly List<string> _databases = [];
    private readonly List<string> _excluded = [];

    private ServerArguments()
    {
    }

    /// <summary>Arguments for pg_dumpall --globals-only.</summary>
    public IReadOnlyList<string> Globals => _globals;

    /// <summary>Arguments for pg_dump of each database.</summary>
    public IReadOnlyList<string> Databases => _databases;

    /// <summary>Regular expressions for the databases that are left out.</summary>
    public IReadOnlyList<string> Excluded => _excluded;

    /// <summary>The database to ask for globals, or null.</summary>
    public string? Database { get; private set; }

    /// <summary>The role that the arguments name, or null.</summary>
    public string? Role { get; private set; }

    /// <summary>Reads the arguments, or says why the parallel way is refused.</summary>
    public static (ServerArguments? Arguments, string? Refusal) Parse(IReadOnlyList<string> arguments)
    {
        ServerArguments parsed = new();
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            if (!Known.TryTake(argument, rest, parsed.Take))
            {
                return (null, $"the argument {ToolOptions.NameOf(argument)} is not known to it");
            }
        }

        return (parsed, null);
    }

    private bool Take(string use, string name, string? value)
    {
        string argument = value is null ? $"--{name}" : $"--{name}={value}";
        switch (use)
        {
            case "globals":
                _globals.Add(argument);
                break;
            case "both":
                _globals.Add(argument);
                _databases.Add(argument);
                break;
            case "role":
                Role = value;
                _globals.Add(argument);
                _databases.Add(argument);
                break;
            case "database":
                Database = value;
                break;
            case "exclude":
                string? expression = DatabasePattern.ToRegularExpression(value!);
                _excluded.Add(expression ?? "");
                return expression is not null;
            default:
                break;
        }

        return true;
    }
}
