using System.Runtime.ExceptionServices;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Operations.Pruning;

/// <summary>
/// Writes blobs of existing packs to new packs. A blob's stored bytes depend on nothing around it, so they are copied as they are, once they have
/// proved to be the blob of that name; only where they must be compressed they are encoded anew.
/// </summary>
internal sealed class Repacker(ResticRepository repository, RepositoryLock repositoryLock, bool compress)
{
    // Backups go on meanwhile, so a prune is to take little memory rather than little time.
    private const int Uploads = 1;

    private readonly PackRangeReader _reader = new(repository);
    private ExceptionDispatchInfo? _failure;

    /// <summary>Copies the blobs and returns when the new packs and their index files are stored.</summary>
    public async Task RunAsync(
        IReadOnlyList<(int Pack, List<PackedBlob> Blobs)> packs, TransferProgress progress, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PackUploader uploader = new(repository, e => Fail(e, stop), stop.Token, Uploads);
        try
        {
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop.Token };
            await Parallel.ForEachAsync(packs, parallel, (pack, token) => CopyAsync(pack.Pack, pack.Blobs, uploader, progress, token));
            await uploader.CompleteAsync();
        }
        catch (Exception e) when (e is RepositoryException or Storage.BackendException or OperationCanceledException)
        {
            await stop.CancelAsync();
            await uploader.AbandonAsync(keepStored: !repositoryLock.Lost.IsCancellationRequested);
            _failure?.Throw();
            throw;
        }
    }

    private async ValueTask CopyAsync(
        int packNumber, List<PackedBlob> blobs, PackUploader uploader, TransferProgress progress, CancellationToken cancellationToken)
    {
        PackId pack = repository.Index.PackAt(packNumber);
        BlobCodec codec = repository.Codecs.Rent();
        await _reader.ReadAsync(
            pack,
            blobs,
            async (blob, stored, plaintext) =>
            {
                EncodedBlob encoded = compress && blob.UncompressedLength == 0
                    ? codec.Encode(blob.Handle, BlobCodec.Checksum(plaintext.Span), plaintext.Span)
                    : new EncodedBlob(stored, blob.UncompressedLength);
                await uploader.AddAsync(blob.Handle, encoded);
                progress.AddBytes(blob.Length);
                progress.AddNewBlob(plaintext.Length, encoded.Bytes.Length);
            },
            cancellationToken);
        repository.Codecs.Return(codec);
    }

    private void Fail(Exception e, CancellationTokenSource stop)
    {
        Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
        stop.Cancel();
    }
}
