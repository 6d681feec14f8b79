using Cairn.Restic.Blobs;
using Cairn.Restic.Chunking;

namespace Cairn.Restic.Operations;

/// <summary>Stores streams as parts of files. Safe to use from several threads: that is what it is for.</summary>
public sealed class FilePartWriter
{
    private readonly ResticRepository _repository;
    private readonly BlobPipeline _pipeline;
    private readonly TransferProgress _progress;

    internal FilePartWriter(ResticRepository repository, BlobPipeline pipeline, TransferProgress progress)
    {
        (_repository, _pipeline, _progress) = (repository, pipeline, progress);
    }

    /// <summary>
    /// Reads a stream to its end and stores it. Each part is cut on its own, so equal parts are stored once, wherever they stand in a file.
    /// A slow storage holds the reader back.
    /// </summary>
    public async Task<FilePart> StoreAsync(Stream source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ContentList content = new();
        long length = await StreamCutter.StoreAsync(source, _repository.Chunker, _pipeline, content, _progress, cancellationToken);
        return new FilePart(content, length);
    }
}
