using System.Text;
using Cairn.Postgres.Sql;

namespace Cairn.Postgres.Restore.Servers;

/// <summary>
/// The script of roles and tablespaces for a server that has some of them: what exists is not created again, and the role that is logged in keeps
/// its password and rights, since the restore goes on with them. All other statements are those of the dump.
/// </summary>
internal static class GlobalsScript
{
    /// <summary>The script for a target, and the names that were there.</summary>
    public static (byte[] Script, IReadOnlyList<string> Existing) For(byte[] globals, TargetServer target)
    {
        StringBuilder script = new();
        List<string> existing = [];
        // One character a byte: names that are compared are decoded, all else passes as it is.
        foreach (string statement in SqlScanner.Statements(Encoding.Latin1.GetString(globals)))
        {
            string[] tokens = [.. SqlScanner.Tokens(statement).Take(4)];
            string name = tokens.Length > 2 ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(SqlScanner.Unquote(tokens[2]))) : "";
            bool isThere = tokens switch
            {
                ["CREATE", "ROLE", _, ..] => target.Roles.Contains(name),
                ["CREATE", "TABLESPACE", _, ..] => target.Tablespaces.Contains(name),
                _ => false,
            };
            bool isOwn = tokens is ["ALTER", "ROLE", _, "WITH"] && name == target.User;
            if (isThere)
            {
                existing.Add(name);
            }

            script.Append(isThere || isOwn ? "\n" : statement);
        }

        return (Encoding.Latin1.GetBytes(script.ToString()), existing);
    }
}
