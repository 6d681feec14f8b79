using Cairn.Postgres.Dump;
using Cairn.Postgres.Restore;

namespace Cairn.Postgres.Tests.Dump;

/// <summary>A snapshot in memory: what a dump stored, for a restore.</summary>
internal sealed class StoredFiles(IEnumerable<DumpFile<byte[]>> files) : IDumpContents
{
    private readonly Dictionary<string, byte[]> _files = files.ToDictionary(file => file.Name, file => file.Parts.SelectMany(part => part).ToArray());

    public byte[] this[string name] => _files[name];

    public IEnumerable<string> Names => _files.Keys;

    /// <summary>Runs a dump and keeps what it reads.</summary>
    public static async Task<StoredFiles> OfAsync(DumpJob job, CancellationToken cancellationToken) =>
        new(await job.RunAsync(ReadAsync, cancellationToken));

    public long? LengthOf(string name) => _files.TryGetValue(name, out byte[]? content) ? content.Length : null;

    public Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_files[name]);

    public async Task CopyToAsync(string name, long offset, long length, Stream destination, CancellationToken cancellationToken) =>
        await destination.WriteAsync(_files[name].AsMemory((int)offset, (int)length), cancellationToken);

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        await stream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }
}
