using Cairn.Restic.Blobs;
using Cairn.Restic.Chunking;

namespace Cairn.Restic.Operations;

/// <summary>Stores streams as parts of files. Safe to use from several threads: that is what it is for.</summary>
public sealed class FilePartWriter
{
    private readonly IReadOnlyList<BackupGroup> _groups;

    internal FilePartWriter(IReadOnlyList<BackupGroup> groups) => _groups = groups;

    /// <summary>
    /// Reads a stream to its end and stores it. Each part is cut on its own, so equal parts are stored once, wherever they stand in a file.
    /// A slow storage holds the reader back.
    /// </summary>
    public async Task<FilePart> StoreAsync(Stream source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ContentList[] contents = [.. _groups.Select(_ => new ContentList())];
        if (_groups.Count == 1)
        {
            BackupGroup only = _groups[0];
            return new FilePart(contents, await StreamCutter.StoreAsync(source, only.Chunker, only.Pipeline, contents[0], cancellationToken));
        }

        StreamFan fan = new(source, _groups.Count);
        Task<long> reading = fan.RunAsync(cancellationToken);
        Task[] storing = [.. _groups.Select((group, i) => StoreAsync(fan.Branches[i], group, contents[i], cancellationToken))];
        long length = await reading;
        await Task.WhenAll(storing);
        return new FilePart(contents, length);
    }

    /// <summary>Stores for one group. When the last of its repositories has failed, the rest of the stream is read without it.</summary>
    private static async Task StoreAsync(StreamFanBranch branch, BackupGroup group, ContentList content, CancellationToken cancellationToken)
    {
        try
        {
            await StreamCutter.StoreAsync(branch, group.Chunker, group.Pipeline, content, cancellationToken);
        }
#pragma warning disable CA1031 // The group's targets know why; the other groups go on.
        catch (Exception) when (group.HasFailed && !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            branch.Leave();
        }
        catch
        {
            branch.Leave();
            throw;
        }
    }
}
