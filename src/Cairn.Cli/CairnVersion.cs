using System.Reflection;

namespace Cairn.Cli;

/// <summary>The version of this program.</summary>
internal static class CairnVersion
{
    /// <summary>Such as <c>0.1.0</c>, without the commit.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        string version = typeof(CairnVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        int commit = version.IndexOf('+', StringComparison.Ordinal);
        return commit < 0 ? version : version[..commit];
    }
}
