namespace Cairn.ControlPlane.Pods;

/// <summary>Which images can be run: Cairn's own, as the local program.</summary>
internal sealed class ImageRule(RunnerOptions options)
{
    /// <summary>The program of an image; null when it cannot be run here.</summary>
    public string? Program(string image)
    {
        if (options.Programs.TryGetValue(image, out string? program))
        {
            return program;
        }

        string repository = Repository(image);
        return options.Images.Any(own => repository == own || repository.EndsWith("/" + own, StringComparison.Ordinal)) ? options.Program : null;
    }

    /// <summary>Why an image cannot be run, and what to do.</summary>
    public string Refusal(string image) =>
        $"The image \"{image}\" cannot be run: this control plane runs Pods as local processes of Cairn's own image only "
        + $"({string.Join(", ", options.Images)}, of any registry and tag). Run it in a Kubernetes cluster.";

    // The tag comes after a colon behind the last slash; before that a colon belongs to a port.
    private static string Repository(string image)
    {
        string name = image.Split('@')[0];
        int colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }
}
