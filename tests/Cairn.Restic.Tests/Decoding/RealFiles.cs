using Cairn.Restic.Blobs;
using Cairn.Restic.Crypto;
using Cairn.Restic.Indexes;
using Cairn.Restic.Locks;
using Cairn.Restic.Tests.Decoding;
using Cairn.Restic.Tests.Interop;
using Cairn.Storage;
using Cairn.Testing;

[assembly: AssemblyFixture(typeof(RealFiles))]

namespace Cairn.Restic.Tests.Decoding;

/// <summary>One file of every kind, as the real restic wrote it, decrypted where it is encrypted.</summary>
public sealed class RealFiles : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();

    internal ResticRepository Repository { get; private set; } = null!;

    /// <summary>The plaintexts by the name of what they are.</summary>
    internal Dictionary<string, byte[]> Plaintexts { get; } = [];

    /// <summary>A pack as it is stored.</summary>
    internal byte[] Pack { get; private set; } = [];

    /// <summary>The plaintext of its header.</summary>
    internal byte[] PackHeader { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        ResticProgram restic = new("restic", _directory.Path);
        await restic.RunAsync(token, "init");
        using TempDirectory source = new();
        await File.WriteAllTextAsync(Path.Combine(source.Path, "ünïcode\nname"), "content", token);
        await File.WriteAllBytesAsync(Path.Combine(source.Path, "data"), TestRepository.RandomBytes(700_000, 1), token);
        await restic.RunAsync(token, "backup", "--tag", "a,b", source.Path);

        IBackend backend = BackendFactory.Open(RepositoryLocation.Parse(_directory.Path), new BackendSettings(), onRetry: null, TimeProvider.System);
        Repository = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, token);
        await Repository.LoadIndexAsync(token);
        await using (RepositoryLock held = await RepositoryLock.AcquireAsync(Repository, TestRepository.Lock, token))
        {
            Plaintexts["lock"] = await LoadFirstAsync(FileKind.Lock, token);
        }

        Plaintexts["config"] = await Repository.Files.LoadAsync(FileHandle.Config, long.MaxValue, token);
        Plaintexts["index"] = await LoadFirstAsync(FileKind.Index, token);
        Plaintexts["snapshot"] = await LoadFirstAsync(FileKind.Snapshot, token);
        BlobLocation tree = Repository.Index.EnumerateLocations().First(location => location.Blob.Handle.Type == BlobType.Tree);
        Plaintexts["tree"] = await Repository.LoadBlobAsync(tree.Blob.Handle, token);
        Plaintexts["key"] = await backend.LoadAllAsync(Repository.Keys.Current.File, long.MaxValue, token);
        Pack = await backend.LoadAllAsync(tree.Pack.File, long.MaxValue, token);
        PackHeader = DecryptHeader();
    }

    public async ValueTask DisposeAsync()
    {
        await Repository.DisposeAsync();
        _directory.Dispose();
    }

    private byte[] DecryptHeader()
    {
        int length = BitConverter.ToInt32(Pack.AsSpan(Pack.Length - 4));
        byte[] plaintext = new byte[length - BlobCipher.Overhead];
        Assert.True(Repository.Cipher.TryOpen(Pack.AsSpan(Pack.Length - 4 - length, length), plaintext));
        return plaintext;
    }

    private async Task<byte[]> LoadFirstAsync(FileKind kind, CancellationToken cancellationToken)
    {
        StoredFile file = await Repository.Backend.ListAsync(kind, cancellationToken).FirstAsync(cancellationToken);
        return await Repository.Files.LoadAsync(file.Handle, long.MaxValue, cancellationToken);
    }
}
