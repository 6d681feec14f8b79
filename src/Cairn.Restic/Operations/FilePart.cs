using Cairn.Restic.Blobs;

namespace Cairn.Restic.Operations;

/// <summary>A stream that has been cut and handed to the pipeline: consecutive bytes of a file that is put together from such parts.</summary>
public sealed class FilePart
{
    internal FilePart(IReadOnlyList<ContentList> contents, long length) => (Contents, Length) = (contents, length);

    /// <summary>How many bytes it has.</summary>
    public long Length { get; }

    /// <summary>Its blobs, for each group of destinations that cut streams alike.</summary>
    internal IReadOnlyList<ContentList> Contents { get; }
}
