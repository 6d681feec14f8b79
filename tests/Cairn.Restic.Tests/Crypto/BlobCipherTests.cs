using Cairn.Restic.Crypto;

namespace Cairn.Restic.Tests.Crypto;

public sealed class BlobCipherTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(65_537)]
    [InlineData(300_001)]
    public void TryOpen_gives_back_what_was_sealed(int length)
    {
        byte[] plaintext = new byte[length];
        new Random(length).NextBytes(plaintext);
        using BlobCipher cipher = new(EncryptionKey.CreateRandom());
        byte[] sealedBytes = new byte[length + BlobCipher.Overhead];
        cipher.Seal(plaintext, sealedBytes);
        byte[] opened = new byte[length];
        Assert.True(cipher.TryOpen(sealedBytes, opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void TryOpen_refuses_every_flipped_bit()
    {
        using BlobCipher cipher = new(EncryptionKey.CreateRandom());
        byte[] sealedBytes = new byte[40 + BlobCipher.Overhead];
        cipher.Seal(new byte[40], sealedBytes);
        for (int bit = 0; bit < sealedBytes.Length * 8; bit++)
        {
            sealedBytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(cipher.TryOpen(sealedBytes, new byte[40]));
            sealedBytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    // NIST SP 800-38A, F.5.5 (CTR-AES256.Encrypt); the counter of its first block is the nonce.
    [Fact]
    public void Transform_of_the_standards_vector_gives_the_standards_result()
    {
        using AesCounterMode mode = new(Convert.FromHexString("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"));
        byte[] result = new byte[32];
        mode.Transform(
            Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"),
            Convert.FromHexString("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"),
            result);
        Assert.Equal("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5", Convert.ToHexStringLower(result));
    }
}
