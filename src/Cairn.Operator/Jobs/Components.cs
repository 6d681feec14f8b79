using Cairn.Api.Rules.Naming;

namespace Cairn.Operator.Jobs;

/// <summary>Values of the label that says which part an object plays.</summary>
internal static class Components
{
    public const string Trigger = "kubestash-trigger";
    public const string Backup = "kubestash-backup";
    public const string Restore = "kubestash-restore";
    public const string Retention = "kubestash-retention-policy";
    public const string Initializer = "kubestash-initializer";
    public const string Uploader = "kubestash-uploader";
    public const string Cleaner = "kubestash-cleaner";

    /// <summary>Labels with the part added.</summary>
    public static Dictionary<string, string> Label(Dictionary<string, string> labels, string component)
    {
        labels[LabelKeys.Component] = component;
        return labels;
    }
}
