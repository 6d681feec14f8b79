namespace Cairn.Tidy.Tests;

/// <summary>Turns what a rule found into a failure that says what to do.</summary>
internal static class Findings
{
    /// <summary>Fails with all findings and the advice when there is a finding.</summary>
    public static void MustBeNone(IEnumerable<string> findings, string advice)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, $"{advice}\n  {string.Join("\n  ", all)}");
    }
}
