namespace Cairn.Api.Tests.Support;

/// <summary>The folder of reference data that compatibility tests read. A test that lacks it is skipped and says so.</summary>
internal static class ReferenceData
{
    /// <summary>A folder of it.</summary>
    public static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("CAIRN_REFERENCE");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "CAIRN_REFERENCE does not name a folder of reference data.");
        return Path.Combine(root!, name);
    }
}
