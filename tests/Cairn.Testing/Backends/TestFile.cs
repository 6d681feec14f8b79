using System.Buffers;
using System.Security.Cryptography;
using Cairn.Storage;

namespace Cairn.Testing.Backends;

/// <summary>A file to store: pseudo-random content under the name that a repository would give it.</summary>
/// <param name="Handle">Kind and name.</param>
/// <param name="Content">The bytes.</param>
public sealed record TestFile(FileHandle Handle, byte[] Content)
{
    /// <summary>The content as backends take it.</summary>
    public ReadOnlySequence<byte> Sequence => new(Content);

    /// <summary>Makes a file. The same seed and size give the same file in every run.</summary>
    public static TestFile Create(FileKind kind, int size, int seed)
    {
        byte[] content = new byte[size];
#pragma warning disable CA5394 // Repeatable test data, not secrets.
        new Random(seed).NextBytes(content);
#pragma warning restore CA5394

        // The content's own checksum, as in a repository; but short contents of two seeds may be the same, and their names must not be.
        string name = Convert.ToHexStringLower(SHA256.HashData(size >= 16 ? content : [.. content, .. BitConverter.GetBytes(seed)]));
        return new TestFile(kind == FileKind.Config ? FileHandle.Config : new FileHandle(kind, name), content);
    }

    /// <summary>The content cut into segments, as a pack that was collected in several buffers.</summary>
    public ReadOnlySequence<byte> InSegments(int segmentSize)
    {
        var first = new Segment(Content.AsMemory(0, Math.Min(segmentSize, Content.Length)), 0);
        Segment last = first;
        for (int offset = segmentSize; offset < Content.Length; offset += segmentSize)
        {
            last = last.Append(Content.AsMemory(offset, Math.Min(segmentSize, Content.Length - offset)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
