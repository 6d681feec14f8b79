namespace Cairn.Postgres.Restore;

/// <summary>The files of a snapshot that a dump made, wherever they are stored. Called from several threads at a time.</summary>
public interface IDumpContents
{
    /// <summary>The length of a file in bytes; null when the snapshot has no such file.</summary>
    long? LengthOf(string name);

    /// <summary>The whole of a file, for small ones.</summary>
    Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a range of a file to a stream; asynchronous writes only.</summary>
    Task CopyToAsync(string name, long offset, long length, Stream destination, CancellationToken cancellationToken);
}
