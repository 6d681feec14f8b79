using Cairn.Restic.Blobs;
using Cairn.Restic.Compressing;
using Cairn.Restic.Crypto;
using Cairn.Restic.Indexes;
using Cairn.Restic.Keys;
using Cairn.Restic.Locks;
using Cairn.Restic.Packs;
using Cairn.Restic.Snapshots;
using Cairn.Storage;
using Cairn.Testing.Backends;

namespace Cairn.Restic.Tests.Decoding;

/// <summary>
/// Decoders meet damaged bytes: each either gives a result or fails with a <see cref="RepositoryException"/>, with memory in proportion to its
/// input. The damage is done to plaintexts, which then are encrypted anew where they were: random damage to a file would end at its
/// authentication code.
/// </summary>
public sealed class MutationTests(RealFiles real)
{
    private const int Rounds = 3000;
    private const int Seed = 20_261;
    private const long MaxAllocatedBytes = 32 << 20;

    private static readonly Sha256Id Name = Sha256Id.Hash("name"u8);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("config")]
    [InlineData("key")]
    [InlineData("lock")]
    [InlineData("index")]
    [InlineData("snapshot")]
    [InlineData("tree")]
    public void Damaged_document_decodes_or_fails_as_damaged(string kind) => Run(kind, real.Plaintexts[kind], bytes => Decode(kind, bytes));

    [Fact]
    public void Damaged_pack_header_decodes_or_fails_as_damaged() => Run("pack header", real.PackHeader, plaintext =>
    {
        byte[] encrypted = Seal(plaintext);
        int blobBytes = real.Pack.Length - real.PackHeader.Length - BlobCipher.Overhead - 4;
        byte[] pack = [.. real.Pack[..blobBytes], .. encrypted, .. BitConverter.GetBytes(encrypted.Length)];
        foreach (PackedBlob blob in PackReader.ReadHeader(new PackId(Name), pack, real.Repository.Cipher))
        {
            Assert.True(blob.Offset + (long)blob.Length <= blobBytes, "A blob reaches into the header.");
        }
    });

    [Fact]
    public void Damaged_pack_file_decodes_or_fails_as_damaged() =>
        Run("pack", real.Pack, bytes => PackReader.ReadHeader(new PackId(Name), bytes, real.Repository.Cipher));

    [Fact]
    public void Damaged_blob_decodes_or_fails_as_damaged()
    {
        byte[] plaintext = real.Plaintexts["tree"];
        using ZstdContext zstd = ZstdContext.Create(3);
        byte[] buffer = new byte[ZstdContext.CompressBound(plaintext.Length)];
        byte[] compressed = buffer[..zstd.Compress(plaintext, buffer)];
        BlobCodec codec = real.Repository.Codecs.Rent();
        Run("blob", compressed, bytes =>
        {
            byte[] decoded = [];
            codec.Decode(new BlobHandle(BlobType.Tree, new BlobId(Sha256Id.Hash(plaintext))), Seal(bytes), (uint)plaintext.Length, ref decoded);
        });
    }

    [Fact]
    public async Task Damaged_compressed_file_loads_or_fails_as_damaged()
    {
        const int limit = 1 << 20;
        byte[] json = real.Plaintexts["snapshot"];
        using ZstdContext zstd = ZstdContext.Create(3);
        byte[] buffer = new byte[ZstdContext.CompressBound(json.Length)];
        byte[] file = [2, .. buffer[..zstd.Compress(json, buffer)]];
        MemoryBackend backend = new();
        RepositoryFiles files = new(backend, real.Repository.Cipher, () => 2);
        Mutator mutator = new(Seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] encrypted = Seal(mutator.Mutate(file));
            FileHandle handle = new(FileKind.Snapshot, Sha256Id.Hash(encrypted).ToString());
            backend.Files[handle] = encrypted;
            try
            {
                Assert.True((await files.LoadAsync(handle, limit, Token)).Length <= limit);
            }
            catch (RepositoryException)
            {
                // What a damaged file is for.
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"compressed file, seed {Seed}, round {round}: {e}");
            }

            backend.Files.Clear();
        }
    }

    /// <summary>A key file is read before anything can be authenticated: whoever can write to the storage chooses its numbers.</summary>
    [Theory]
    [InlineData(int.MaxValue, 8, 1)]
    [InlineData(1 << 30, 8, 1)]
    [InlineData(32768, int.MaxValue, 1)]
    [InlineData(32768, 8, int.MaxValue)]
    [InlineData(0, 8, 1)]
    [InlineData(-2, 8, 1)]
    [InlineData(16, 0, 0)]
    public void Key_file_that_asks_for_senseless_costs_is_refused(int n, int r, int p)
    {
        KeyId id = new(Name);
        KeyFile file = KeyFile.Decode(id, real.Plaintexts["key"]) with { N = n, R = r, P = p };
        Assert.Equal(RepositoryErrorKind.Unsupported, Assert.Throws<RepositoryException>(() => file.TryOpen(id, "password")).Kind);
    }

    private static void Decode(string kind, byte[] bytes)
    {
        switch (kind)
        {
            case "config":
                ConfigFile.Decode(bytes);
                break;
            case "key":
                KeyFile.Decode(new KeyId(Name), bytes);
                break;
            case "lock":
                LockFile.Decode(new LockId(Name), bytes).Describe(DateTimeOffset.UnixEpoch);
                break;
            case "index":
                IndexFile.Decode(new IndexId(Name), new JsonPieces(bytes), (pack, blobs) => new MasterIndex().Add(pack, blobs));
                break;
            case "snapshot":
                SnapshotFile.Decode(new ResticSnapshotId(Name), bytes).RootTree(new ResticSnapshotId(Name));
                break;
            default:
                DecodeTree(bytes);
                break;
        }
    }

    private static void DecodeTree(byte[] bytes)
    {
        BlobId id = new(Name);
        foreach (Node node in Tree.Decode(id, bytes).Nodes)
        {
            Assert.NotNull(node.Name);
            _ = node.IsDirectory ? [node.SubtreeBlob(id).Id] : node.ContentBlobs(id).ToList();
        }
    }

    private static void Run(string what, byte[] original, Action<byte[]> decode)
    {
        decode(original);
        Mutator mutator = new(Seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = mutator.Mutate(original);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                decode(mutated);
            }
            catch (RepositoryException)
            {
                // What a damaged file is for.
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{what}, seed {Seed}, round {round}: {e}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaxAllocatedBytes, $"{what}, seed {Seed}, round {round}: {allocated} bytes allocated for {mutated.Length}");
        }
    }

    private byte[] Seal(byte[] plaintext)
    {
        byte[] encrypted = new byte[plaintext.Length + BlobCipher.Overhead];
        real.Repository.Cipher.Seal(plaintext, encrypted);
        return encrypted;
    }
}
