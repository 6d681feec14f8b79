using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Cairn.Storage;

namespace Cairn.Testing.Backends;

/// <summary>Keeps files in memory, for tests of what lies above a backend.</summary>
/// <remarks>
/// It cannot show anything about durability, partial writes, latency, slow or broken connections, limits of storages or their
/// errors; it always answers at once. <see cref="FaultyBackend"/> adds failures; the real backends have tests of their own.
/// </remarks>
public sealed class MemoryBackend : IBackend
{
    private readonly ConcurrentDictionary<FileHandle, byte[]> _files = new();

    /// <inheritdoc/>
    public string Location => "memory";

    /// <inheritdoc/>
    public int Connections { get; init; } = 4;

    /// <summary>What is stored, for tests that look at it or damage it.</summary>
    public IDictionary<FileHandle, byte[]> Files => _files;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        Check(file, cancellationToken);
        _files[file] = content.ToArray();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken) => InTask(() =>
    {
        byte[] content = Get(file, cancellationToken);
        if (offset + destination.Length > content.Length)
        {
            throw new BackendException(BackendErrorKind.RangeBeyondEnd, $"Loading {file} failed: it has only {content.Length} bytes.");
        }

        content.AsMemory((int)offset, destination.Length).CopyTo(destination);
        return true;
    });

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken) => InTask(() =>
    {
        byte[] content = Get(file, cancellationToken);
        return content.Length <= maxBytes
            ? (byte[])content.Clone()
            : throw new BackendException(BackendErrorKind.Permanent, $"Loading {file} failed: it has {content.Length} bytes, more than {maxBytes}.");
    });

    /// <inheritdoc/>
    public Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken)
    {
        Check(file, cancellationToken);
        return Task.FromResult(_files.TryGetValue(file, out byte[]? content) ? content.Length : (long?)null);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach ((FileHandle file, byte[] content) in _files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.Kind == kind)
            {
                yield return new StoredFile(file, content.Length);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(FileHandle file, CancellationToken cancellationToken)
    {
        Check(file, cancellationToken);
        _files.TryRemove(file, out _);
        return Task.CompletedTask;
    }

    /// <summary>Does nothing: the files stay, so that a test can look at them.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Failures of a storage come out of the task, as they do when there is a wire in between.</summary>
    private static Task<T> InTask<T>(Func<T> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (BackendException exception)
        {
            return Task.FromException<T>(exception);
        }
    }

    private byte[] Get(FileHandle file, CancellationToken cancellationToken)
    {
        Check(file, cancellationToken);
        return _files.TryGetValue(file, out byte[]? content)
            ? content
            : throw new BackendException(BackendErrorKind.NotFound, $"Loading {file} failed: it does not exist.");
    }

    private static void Check(FileHandle file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isValid = file.Kind == FileKind.Config
            ? file.Name.Length == 0
            : file.Name.Length == 64 && file.Name.All(char.IsAsciiHexDigitLower);
        if (!isValid)
        {
            throw new ArgumentException("This cannot be the name of a repository's file.", nameof(file));
        }
    }
}
