using Cairn.Restic.Blobs;
using Cairn.Restic.Indexes;
using Cairn.Restic.Packs;
using CsCheck;

namespace Cairn.Restic.Tests.Indexes;

public sealed class MasterIndexTests
{
    // Few different names, so that blobs are stored twice, in two types, and share buckets.
    private static readonly Gen<Sha256Id> Names = Gen.Int[0, 60].Select(NameOf);

    private static readonly Gen<PackedBlob> PackedBlobs = Gen.Select(
        Gen.Bool, Names, Gen.UInt[0, 3], Gen.UInt[32, 100_000], Gen.UInt[0, 200_000],
        (isTree, name, offset, length, uncompressed) =>
            new PackedBlob(new BlobHandle(isTree ? BlobType.Tree : BlobType.Data, new BlobId(name)), offset * 100_000, length, uncompressed));

    private static readonly Gen<(PackId Pack, List<PackedBlob> Blobs)[]> Additions =
        Gen.Select(Gen.Int[0, 8].Select(i => new PackId(NameOf(1000 + i))), PackedBlobs.List[0, 30]).Array[0, 12];

    [Fact]
    public void Index_finds_what_a_dictionary_finds() => Additions.Sample(additions =>
    {
        MasterIndex index = new();
        Dictionary<(BlobHandle, PackId, uint), BlobLocation> places = [];
        Dictionary<BlobHandle, HashSet<BlobLocation>> model = [];
        foreach ((PackId pack, List<PackedBlob> blobs) in additions)
        {
            index.Add(pack, blobs);
            foreach (PackedBlob blob in blobs)
            {
                // The first description of a place stays.
                BlobLocation location = new(pack, blob);
                if (places.TryAdd((blob.Handle, pack, blob.Offset), location))
                {
                    (model.TryGetValue(blob.Handle, out HashSet<BlobLocation>? known) ? known : model[blob.Handle] = []).Add(location);
                }
            }
        }

        Assert.Equal(places.Count, index.Count);
        Assert.Equal(places.Values.ToHashSet(), index.EnumerateLocations().ToHashSet());
        Assert.Equal(additions.Select(addition => addition.Pack).Distinct(), index.Packs);
        for (int i = 0; i <= 60; i++)
        {
            foreach (BlobType type in new[] { BlobType.Data, BlobType.Tree })
            {
                BlobHandle blob = new(type, new BlobId(NameOf(i)));
                Assert.Equal(model.ContainsKey(blob), index.TryFind(blob, out BlobLocation found));
                Assert.True(!model.TryGetValue(blob, out HashSet<BlobLocation>? known) || known.Contains(found));
            }
        }
    }, iter: 500);

    /// <summary>Beyond several growths of the table and several segments.</summary>
    [Fact]
    public void Index_of_a_hundred_thousand_blobs_finds_each_and_no_other()
    {
        MasterIndex index = new();
        for (int pack = 0; pack < 100; pack++)
        {
            index.Add(new PackId(NameOf(-1 - pack)), [.. Enumerable.Range(pack * 1000, 1000).Select(i => Packed(i))]);
        }

        Assert.Equal(100_000, index.Count);
        for (int i = 0; i < 100_000; i++)
        {
            Assert.True(index.TryFind(Packed(i).Handle, out BlobLocation found));
            Assert.Equal(new BlobLocation(new PackId(NameOf(-1 - (i / 1000))), Packed(i)), found);
        }

        Assert.DoesNotContain(Enumerable.Range(100_000, 1000), i => index.Contains(Packed(i).Handle));
    }

    private static PackedBlob Packed(int i) =>
        new(new BlobHandle(i % 2 == 0 ? BlobType.Data : BlobType.Tree, new BlobId(NameOf(i))), (uint)i * 10, (uint)i + 32, (uint)i);

    private static Sha256Id NameOf(int i) => Sha256Id.Hash(BitConverter.GetBytes(i));
}
