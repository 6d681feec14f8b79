namespace Cairn.Operator.Jobs.Tasks;

/// <summary>The values that the operator gives to placeholders, under the names that Functions know.</summary>
internal static class TaskInputs
{
    /// <summary>Where the scratch volume is mounted.</summary>
    public const string ScratchPath = "/kubestash-tmp";

    /// <summary>The scratch volume, which also holds restic's cache.</summary>
    public const string ScratchVolume = "kubestash-tmp-volume";

    /// <summary>Values that a parameter of the same name replaces.</summary>
    public static IReadOnlyDictionary<string, string> Replaceable { get; } = new Dictionary<string, string>
    {
        ["enableCache"] = "true",
        ["interimDataDir"] = "/kubestash-interim/data",
    };

    /// <summary>Values that say what is run; no parameter can change them.</summary>
    /// <param name="settings">The operator's image.</param>
    /// <param name="namespace">Namespace of the session.</param>
    public static Dictionary<string, string> Common(JobSettings settings, string @namespace)
    {
        (string registry, string repository, string tag) = SplitImage(settings.Image);
        return new Dictionary<string, string>
        {
            ["namespace"] = @namespace,
            ["operatorImage"] = settings.Image,
            ["imageRegistry"] = registry,
            ["imageRepo"] = repository,
            ["imageTag"] = tag,
            ["RESTIC_CACHE_VOLUME"] = ScratchVolume,
            ["INTERIM_VOLUME"] = "kubestash-interim-volume",
        };
    }

    /// <summary>Values of a backup.</summary>
    public static Dictionary<string, string> ForBackup(JobSettings settings, string @namespace, string backupSession, string invokerKind, string invoker) =>
        new(Common(settings, @namespace)) { ["backupSession"] = backupSession, ["invokerKind"] = invokerKind, ["invokerName"] = invoker };

    /// <summary>Values of a restore.</summary>
    public static Dictionary<string, string> ForRestore(JobSettings settings, string @namespace, string restoreSession, string snapshot) =>
        new(Common(settings, @namespace)) { ["restoreSession"] = restoreSession, ["snapshot"] = snapshot };

    private static (string Registry, string Repository, string Tag) SplitImage(string image)
    {
        int slash = image.LastIndexOf('/');
        int colon = image.IndexOf(':', slash + 1);
        string name = colon < 0 ? image : image[..colon];
        return slash < 0 ? ("", name, Tag(image, colon)) : (image[..slash], name[(slash + 1)..], Tag(image, colon));
    }

    private static string Tag(string image, int colon) => colon < 0 ? "latest" : image[(colon + 1)..];
}
