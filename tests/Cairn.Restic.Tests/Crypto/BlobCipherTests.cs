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

    // D. J. Bernstein, "The Poly1305-AES message-authentication code" (2005), appendix B. The tag covers the stored bytes, so that a message with
    // its nonce and tag is a sealed form whatever the encryption key is.
    [Theory]
    [InlineData(
        "f3f6", "851fc40c3467ac0be05cc20404f3f700", "ec074c835580741701425b623235add6",
        "fb447350c4e868c52ac3275cf9d4327e", "f4c633c3044fc145f84f335cb81953de")]
    [InlineData(
        "", "a0f3080000f46400d0c7e9076c834403", "75deaa25c09f208e1dc4ce6b5cad3fbf",
        "61ee09218d29b0aaed7e154a2c5509cc", "dd3fab2251f11ac759f0887129cc2ee7")]
    [InlineData(
        "663cea190ffb83d89593f3f476b6bc24d7e679107ea26adb8caf6652d0656136", "48443d0bb0d21109c89a100b5ce2c208",
        "6acb5f61a7176dd320c5c1eb2edcdc74", "ae212a55399729595dea458bc621ff0e", "0ee1c16bb73f0f4fd19881753c01cdbe")]
    [InlineData(
        "ab0812724a7f1e342742cbed374d94d136c6b8795d45b3819830f2c04491faf0990c62e48b8018b2c3e4a0fa3134cb67fa83e158c994d961c4cb21095c1bf9",
        "12976a08c4426d0ce8a82407c4f48207", "e1a5668a4d5b66a5f68cc5424ed5982d",
        "9ae831e743978d3a23527c7128149e3a", "5154ad0d2cb26e01274fc51148491f1b")]
    public void TryOpen_accepts_the_papers_tags_and_no_other(string message, string r, string k, string nonce, string tag)
    {
        using BlobCipher cipher = new(new EncryptionKey(new byte[32], Convert.FromHexString(k), Convert.FromHexString(r)));
        byte[] sealedBytes = Convert.FromHexString(nonce + message + tag);
        byte[] opened = new byte[message.Length / 2];
        Assert.True(cipher.TryOpen(sealedBytes, opened));
        sealedBytes[^1] ^= 1;
        Assert.False(cipher.TryOpen(sealedBytes, opened));
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

    // Which of the two a run uses depends on the system's libraries; a repository must not show it. The lengths are around blocks and vectors; the
    // nonce makes the counter overflow into every byte.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(255)]
    [InlineData(4096)]
    [InlineData(100_003)]
    public void Native_and_managed_algorithms_give_the_same_result(int length)
    {
        Assert.SkipUnless(NativeCrypto.IsAvailable, "This system has no libcrypto 3.");
        Random random = new(length);
        byte[] key = new byte[32];
        byte[] data = new byte[length];
        random.NextBytes(key);
        random.NextBytes(data);
        byte[] nonce = Enumerable.Repeat((byte)0xff, 16).ToArray();
        (byte[] native, byte[] managed) = (new byte[length], new byte[length]);
        using AesCounterMode mode = new(key);
        NativeCrypto.TransformCounterMode(key, nonce, data, native);
        mode.TransformManaged(nonce, data, managed);
        Assert.Equal(managed, native);
        (byte[] nativeTag, byte[] managedTag) = (new byte[16], new byte[16]);
        NativeCrypto.ComputePoly1305(key, data, nativeTag);
        BlobCipher.ComputeManagedPoly1305(key, data, managedTag);
        Assert.Equal(managedTag, nativeTag);
    }
}
