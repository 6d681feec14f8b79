using Cairn.Restic.Blobs;

namespace Cairn.Restic.Operations;

/// <summary>A stream that has been cut and handed to the pipeline: consecutive bytes of a file that is put together from such parts.</summary>
public sealed class FilePart
{
    internal FilePart(ContentList content, long length) => (Content, Length) = (content, length);

    /// <summary>How many bytes it has.</summary>
    public long Length { get; }

    internal ContentList Content { get; }
}
