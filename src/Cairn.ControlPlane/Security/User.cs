using System.Text.Json.Nodes;

namespace Cairn.ControlPlane.Security;

/// <summary>Who sent a request.</summary>
/// <param name="Name">Name, such as <c>system:serviceaccount:demo:default</c>.</param>
/// <param name="Uid">Unique id; may be empty.</param>
/// <param name="Groups">Groups of the user.</param>
/// <param name="Extra">Further facts, such as the Pod of a token.</param>
internal sealed record User(string Name, string Uid, IReadOnlyList<string> Groups, IReadOnlyDictionary<string, IReadOnlyList<string>> Extra)
{
    /// <summary>The group of all who proved who they are.</summary>
    public const string Authenticated = "system:authenticated";

    /// <summary>The group that may do everything.</summary>
    public const string Masters = "system:masters";

    /// <summary>How the names of ServiceAccounts begin.</summary>
    public const string AccountPrefix = "system:serviceaccount:";

    private static readonly Dictionary<string, IReadOnlyList<string>> Nothing = [];

    /// <summary>Somebody who sent no token.</summary>
    public static User Anonymous { get; } = new("system:anonymous", "", ["system:unauthenticated"], Nothing);

    /// <summary>The holder of the server's own token.</summary>
    public static User Admin { get; } = new("admin", "admin", [Masters, Authenticated], Nothing);

    /// <summary>A user of name and groups.</summary>
    public static User Of(string name, IEnumerable<string> groups) => new(name, "", [.. groups], Nothing);

    /// <summary>The groups that a ServiceAccount is in by its name; none for other users.</summary>
    public static IEnumerable<string> AccountGroups(string name) =>
        name.StartsWith(AccountPrefix, StringComparison.Ordinal) && name.Split(':') is [_, _, var @namespace, _]
            ? ["system:serviceaccounts", $"system:serviceaccounts:{@namespace}"] : [];

    /// <summary>As reviews show it; what is empty is left out.</summary>
    public JsonObject ToJson()
    {
        JsonObject user = new() { ["username"] = Name };
        if (Uid.Length > 0)
        {
            user["uid"] = Uid;
        }

        if (Groups.Count > 0)
        {
            user["groups"] = new JsonArray([.. Groups.Select(group => JsonValue.Create(group))]);
        }

        if (Extra.Count > 0)
        {
            user["extra"] = new JsonObject(Extra.Select(entry =>
                KeyValuePair.Create(entry.Key, (JsonNode?)new JsonArray([.. entry.Value.Select(value => JsonValue.Create(value))]))));
        }

        return user;
    }
}
