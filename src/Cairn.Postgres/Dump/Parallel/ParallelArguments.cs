namespace Cairn.Postgres.Dump.Parallel;

/// <summary>
/// A user's arguments for pg_dump, as far as the parallel way knows what each of them means. What chooses objects stays pg_dump's
/// business; what shapes the script goes to pg_restore, which writes it.
/// </summary>
internal sealed class ParallelArguments
{
    private static readonly ToolOptions Known = new(
        new Dictionary<char, string>
        {
            ['n'] = "schema",
            ['N'] = "exclude-schema",
            ['t'] = "table",
            ['T'] = "exclude-table",
            ['e'] = "extension",
            ['b'] = "blobs",
            ['B'] = "no-blobs",
            ['x'] = "no-privileges",
            ['O'] = "no-owner",
            ['c'] = "clean",
            ['C'] = "create",
            ['E'] = "encoding",
            ['d'] = "dbname",
            ['v'] = "verbose",
        },
        // What each option is for: the archive (selection), the script (pg_restore writes it), or both; with a value or without.
        new Dictionary<string, (string Use, bool HasValue)>
        {
            ["schema"] = ("archive", true),
            ["exclude-schema"] = ("archive", true),
            ["table"] = ("archive", true),
            ["exclude-table"] = ("archive", true),
            ["exclude-table-data"] = ("archive", true),
            ["table-and-children"] = ("archive", true),
            ["exclude-table-and-children"] = ("archive", true),
            ["exclude-table-data-and-children"] = ("archive", true),
            ["extension"] = ("archive", true),
            ["exclude-extension"] = ("archive", true),
            ["blobs"] = ("archive", false),
            ["large-objects"] = ("archive", false),
            ["no-blobs"] = ("archive", false),
            ["no-large-objects"] = ("archive", false),
            ["no-privileges"] = ("archive", false),
            ["no-acl"] = ("archive", false),
            ["no-comments"] = ("archive", false),
            ["no-publications"] = ("archive", false),
            ["no-subscriptions"] = ("archive", false),
            ["no-security-labels"] = ("archive", false),
            ["no-toast-compression"] = ("archive", false),
            ["no-unlogged-table-data"] = ("archive", false),
            ["strict-names"] = ("archive", false),
            ["load-via-partition-root"] = ("archive", false),
            ["disable-dollar-quoting"] = ("archive", false),
            ["lock-wait-timeout"] = ("archive", true),
            ["encoding"] = ("archive", true),
            ["no-sync"] = ("ignore", false),
            ["verbose"] = ("ignore", false),
            ["no-owner"] = ("script", false),
            ["clean"] = ("script", false),
            ["if-exists"] = ("script", false),
            ["create"] = ("script", false),
            ["no-tablespaces"] = ("script", false),
            ["no-table-access-method"] = ("script", false),
            ["role"] = ("role", true),
            ["dbname"] = ("database", true),
        });

    private readonly List<string> _archive = [];
    private readonly List<string> _script = [];

    private ParallelArguments()
    {
    }

    /// <summary>Arguments for pg_dump's archive: what is dumped.</summary>
    public IReadOnlyList<string> Archive => _archive;

    /// <summary>Arguments for pg_restore: how the script is written.</summary>
    public IReadOnlyList<string> Script => _script;

    /// <summary>The database that the arguments name, or null.</summary>
    public string? Database { get; private set; }

    /// <summary>The role that the arguments name, or null.</summary>
    public string? Role { get; private set; }

    /// <summary>Whether the script drops what it is going to create.</summary>
    public bool IsClean => _script.Contains("--clean");

    /// <summary>Reads the arguments, or says why the parallel way is refused.</summary>
    public static (ParallelArguments? Arguments, string? Refusal) Parse(IReadOnlyList<string> arguments)
    {
        ParallelArguments parsed = new();
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            bool isOption = argument.Length > 1 && argument[0] == '-';
            bool known = !isOption ? parsed.TryTakeDatabase(argument)
                : Known.TryTake(argument, rest, parsed.Take);
            if (!known)
            {
                return (null, $"the argument {ToolOptions.NameOf(argument)} is not known to it");
            }
        }

        return (parsed, null);
    }

    private bool TryTakeDatabase(string name)
    {
        bool isFirst = Database is null;
        Database ??= name;
        return isFirst;
    }

    private bool Take(string use, string name, string? value)
    {
        string argument = value is null ? $"--{name}" : $"--{name}={value}";
        switch (use)
        {
            case "archive":
                _archive.Add(argument);
                break;
            case "script":
                _script.Add(argument);
                break;
            case "database":
                Database = value;
                break;
            case "role":
                Role = value;
                _archive.Add(argument);
                break;
            default:
                break;
        }

        return true;
    }
}
