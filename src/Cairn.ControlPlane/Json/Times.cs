namespace Cairn.ControlPlane.Json;

/// <summary>Times as objects hold them.</summary>
internal static class Times
{
    /// <summary>UTC in whole seconds, such as <c>2026-01-31T08:15:00Z</c>.</summary>
    public static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
