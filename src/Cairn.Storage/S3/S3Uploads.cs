using System.Buffers;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Cairn.Storage.Clouds;

namespace Cairn.Storage.S3;

/// <summary>Uploads of one object: in one request, or in parts when it is large. An object appears only when all of it has arrived.</summary>
internal sealed class S3Uploads(AmazonS3Client client, S3Options options)
{
    /// <summary>Putting the parts together may take a server minutes, during which it sends nothing or blanks.</summary>
    private static readonly TimeSpan CompletionTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Removing the parts after a failure is worth only a short try: the bucket's lifecycle rules can do it, too.</summary>
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(15);

    // Over TLS the body is protected by TLS and the MD5; without it, the signature covers the body's SHA-256.
    private readonly bool _useTls = options.ServiceUri.Scheme == Uri.UriSchemeHttps;

    /// <summary>Stores an object in one request.</summary>
    public async Task PutAsync(string key, ReadOnlySequence<byte> content, StallGuard guard)
    {
        await using var body = new SequenceStream(content, guard.Progress);
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = key,
            InputStream = body,
            AutoCloseStream = false,
            ContentType = "application/octet-stream",
            UseChunkEncoding = false,
            DisablePayloadSigning = _useTls,
            MD5Digest = Md5Of(content),
        };
        if (options.StorageClass is { } storageClass)
        {
            request.StorageClass = S3StorageClass.FindValue(storageClass);
        }

        await client.PutObjectAsync(request, guard.Token);
    }

    /// <summary>Stores an object in parts, one after the other: several files are uploaded at a time anyway.</summary>
    public async Task PutInPartsAsync(string key, ReadOnlySequence<byte> content, StallGuard guard, TimeProvider time, CancellationToken cancellationToken)
    {
        string uploadId = await BeginAsync(key, guard);
        try
        {
            var parts = new List<PartETag>();
            for (long offset = 0; offset < content.Length; offset += options.PartBytes)
            {
                ReadOnlySequence<byte> part = content.Slice(offset, Math.Min(options.PartBytes, content.Length - offset));
                parts.Add(await PutPartAsync(key, uploadId, parts.Count + 1, part, guard));
            }

            using var patience = new StallGuard(CompletionTimeout, time, cancellationToken);
            var request = new CompleteMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = uploadId, PartETags = parts };
            await client.CompleteMultipartUploadAsync(request, patience.Token);
        }
        catch
        {
            await AbortQuietlyAsync(key, uploadId, time);
            throw;
        }
    }

    private async Task<string> BeginAsync(string key, StallGuard guard)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = key, ContentType = "application/octet-stream" };
        if (options.StorageClass is { } storageClass)
        {
            request.StorageClass = S3StorageClass.FindValue(storageClass);
        }

        InitiateMultipartUploadResponse response = await client.InitiateMultipartUploadAsync(request, guard.Token);
        return response.UploadId;
    }

    private async Task<PartETag> PutPartAsync(string key, string uploadId, int number, ReadOnlySequence<byte> part, StallGuard guard)
    {
        await using var body = new SequenceStream(part, guard.Progress);
        var request = new UploadPartRequest
        {
            BucketName = options.Bucket,
            Key = key,
            UploadId = uploadId,
            PartNumber = number,
            PartSize = part.Length,
            InputStream = body,
            UseChunkEncoding = false,
            DisablePayloadSigning = _useTls,
            MD5Digest = Md5Of(part),
        };
        UploadPartResponse response = await client.UploadPartAsync(request, guard.Token);
        guard.Progress();
        return new PartETag(number, response.ETag);
    }

    /// <summary>Frees the parts, which cost money but are seen by nobody. Also after a cancellation, hence no token of the caller.</summary>
    private async Task AbortQuietlyAsync(string key, string uploadId, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(AbortTimeout, time);
        try
        {
            var request = new AbortMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = uploadId };
            await client.AbortMultipartUploadAsync(request, limit.Token);
        }
#pragma warning disable CA1031 // The failure that led here is the one to report; this is only tidying up, and any way it fails is fine.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>Content-MD5: what buckets with object lock demand, and what every server checks.</summary>
    private static string Md5Of(ReadOnlySequence<byte> content)
    {
#pragma warning disable CA5351 // The protocol's own checksum against transmission errors; nothing rests on its strength.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            hash.AppendData(segment.Span);
        }

        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
