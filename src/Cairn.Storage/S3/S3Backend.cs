using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Cairn.Storage.S3;

/// <summary>Stores a repository in a bucket of Amazon S3 or of a server that speaks its protocol.</summary>
internal sealed class S3Backend : IBackend
{
    private readonly S3Options _options;
    private readonly TimeProvider _time;
    private readonly AmazonS3Client _client;
    private readonly S3Uploads _uploads;
    private readonly string _root;

    /// <summary>Prepares the backend; does not talk to the server. Fails with <see cref="BackendErrorKind.Misconfigured"/>.</summary>
    public S3Backend(S3Options options, TimeProvider timeProvider)
    {
        _options = options;
        _time = timeProvider;
        _client = S3ClientFactory.Create(options);
        _uploads = new S3Uploads(_client, options);
        _root = options.Prefix.Length == 0 ? "" : options.Prefix.TrimEnd('/') + "/";
    }

    /// <inheritdoc/>
    public string Location => _options.Location;

    /// <inheritdoc/>
    public int Connections => _options.Connections;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) =>
        RunAsync("Creating", Location, CreateBucketAsync, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        string key = KeyOf(file);
        return RunAsync("Saving", SubjectOf(file), SaveAsync, cancellationToken);

        async Task<bool> SaveAsync(StallGuard guard)
        {
            await (content.Length > _options.PartBytes
                ? _uploads.PutInPartsAsync(key, content, guard, _time, cancellationToken)
                : _uploads.PutAsync(key, content, guard));
            return true;
        }
    }

    /// <inheritdoc/>
    public Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        string subject = SubjectOf(file);
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = KeyOf(file) };
        if (destination.IsEmpty)
        {
            // The protocol has no empty range.
            return CheckLengthAsync(file, offset, cancellationToken);
        }

        request.ByteRange = new ByteRange(offset, offset + destination.Length - 1);
        return RunAsync("Loading", subject, LoadRangeAsync, cancellationToken);

        async Task<bool> LoadRangeAsync(StallGuard guard)
        {
            using GetObjectResponse response = await _client.GetObjectAsync(request, guard.Token);
            if (response.HttpStatusCode != HttpStatusCode.PartialContent && offset != 0)
            {
                throw new BackendException(BackendErrorKind.Misconfigured, $"Loading {subject} failed: the server ignores byte ranges.");
            }

            if (response.ContentLength < destination.Length)
            {
                throw BeyondEnd(subject, offset + response.ContentLength);
            }

            await FillAsync(response.ResponseStream, destination, subject, guard);
            return true;
        }
    }

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken)
    {
        string subject = SubjectOf(file);
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = KeyOf(file) };
        return RunAsync("Loading", subject, LoadAllAsync, cancellationToken);

        async Task<byte[]> LoadAllAsync(StallGuard guard)
        {
            using GetObjectResponse response = await _client.GetObjectAsync(request, guard.Token);
            if (response.ContentLength > maxBytes)
            {
                throw new BackendException(
                    BackendErrorKind.Permanent,
                    $"Loading {subject} failed: it has {response.ContentLength} bytes, but a file of its kind has at most {maxBytes}. It is "
                        + $"damaged or not from a repository.");
            }

            byte[] content = GC.AllocateUninitializedArray<byte>((int)response.ContentLength);
            await FillAsync(response.ResponseStream, content, subject, guard);
            if (await response.ResponseStream.ReadAsync(new byte[1], guard.Token) != 0)
            {
                throw new BackendException(BackendErrorKind.Misconfigured, $"Loading {subject} failed: the server's answer is longer than "
                    + $"it says, or does not say how long it is.");
            }

            return content;
        }
    }

    /// <inheritdoc/>
    public Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken)
    {
        string key = KeyOf(file);
        return RunAsync("Looking up", SubjectOf(file), StatAsync, cancellationToken);

        async Task<long?> StatAsync(StallGuard guard)
        {
            try
            {
                var request = new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = key };
                GetObjectMetadataResponse response = await _client.GetObjectMetadataAsync(request, guard.Token);
                return response.ContentLength;
            }
            catch (AmazonS3Exception exception) when (S3Errors.IsMissingObject(exception))
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string directory = RepositoryLayout.DirectoryOf(kind);
        var request = new ListObjectsV2Request
        {
            BucketName = _options.Bucket,
            Prefix = _root + (kind == FileKind.Config ? "config" : directory + "/"),
        };
        do
        {
            ListObjectsV2Response page = await RunAsync(
                "Listing", $"{Location}/{directory}", guard => _client.ListObjectsV2Async(request, guard.Token), cancellationToken);
            foreach (S3Object entry in page.S3Objects ?? [])
            {
                if (RepositoryLayout.Recognize(kind, entry.Key.AsSpan(_root.Length)) is { } file)
                {
                    yield return new StoredFile(file, entry.Size ?? 0);
                }
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(FileHandle file, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = _options.Bucket, Key = KeyOf(file) };
        return RunAsync("Removing", SubjectOf(file), RemoveAsync, cancellationToken);

        async Task<bool> RemoveAsync(StallGuard guard)
        {
            try
            {
                await _client.DeleteObjectAsync(request, guard.Token);
            }
            catch (AmazonS3Exception exception) when (S3Errors.IsMissingObject(exception))
            {
                // Amazon does not tell; some servers do. Either way it is gone.
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> CreateBucketAsync(StallGuard guard)
    {
        try
        {
            await _client.HeadBucketAsync(new HeadBucketRequest { BucketName = _options.Bucket }, guard.Token);
            return true;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            guard.Progress();
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Forbidden)
        {
            // A key that may only use one prefix may not look at the bucket. Whether it can work there, the first save will tell.
            return true;
        }

        try
        {
            await _client.PutBucketAsync(new PutBucketRequest { BucketName = _options.Bucket }, guard.Token);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "BucketAlreadyOwnedByYou")
        {
            // Somebody else was faster, which is as good.
        }

        return true;
    }

    private async Task CheckLengthAsync(FileHandle file, long offset, CancellationToken cancellationToken)
    {
        long? length = await StatAsync(file, cancellationToken);
        if (length is null)
        {
            throw new BackendException(BackendErrorKind.NotFound, $"Loading {SubjectOf(file)} failed: it does not exist.");
        }

        if (offset > length)
        {
            throw BeyondEnd(SubjectOf(file), length.Value);
        }
    }

    private static async Task FillAsync(Stream body, Memory<byte> destination, string subject, StallGuard guard)
    {
        while (!destination.IsEmpty)
        {
            int count = await body.ReadAsync(destination, guard.Token);
            if (count == 0)
            {
                throw new BackendException(BackendErrorKind.Transient, $"Loading {subject} failed: the answer ended too early.");
            }

            guard.Progress();
            destination = destination[count..];
        }
    }

    private static BackendException BeyondEnd(string subject, long end) => new(
        BackendErrorKind.RangeBeyondEnd,
        $"Loading {subject} failed: the file ends at byte {end}, before the range that was asked for. It is truncated, or its index is wrong.");

    private async Task<T> RunAsync<T>(string operation, string subject, Func<StallGuard, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var guard = new StallGuard(_options.StallTimeout, _time, cancellationToken);
        try
        {
            return await work(guard);
        }
        catch (Exception exception) when (S3Errors.Translate(operation, subject, guard, exception) is { } translated)
        {
            throw translated;
        }
    }

    private string KeyOf(FileHandle file) => _root + RepositoryLayout.PathOf(file);

    private string SubjectOf(FileHandle file) => $"{Location}/{RepositoryLayout.PathOf(file)}";
}
