using System.Buffers;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Cairn.Storage.Clouds;

namespace Cairn.Storage.S3;

/// <summary>Stores objects in a bucket of Amazon S3 or of a server that speaks its protocol.</summary>
internal sealed class S3ObjectStore : CloudObjectStore
{
    private readonly S3Options _options;
    private readonly S3HttpClientFactory _http;
    private readonly AmazonS3Client _client;
    private readonly S3Uploads _uploads;

    /// <summary>Prepares the store; does not talk to the server. Fails with <see cref="BackendErrorKind.Misconfigured"/>.</summary>
    public S3ObjectStore(S3Options options, TimeProvider timeProvider)
        : base(new CloudPlace(options.Location, options.Prefix, options.Connections, options.StallTimeout), timeProvider)
    {
        _options = options;
        _http = new S3HttpClientFactory(options.Http);
        _client = S3ClientFactory.Create(options, _http);
        _uploads = new S3Uploads(_client, options);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task CreateAsync(StallGuard guard)
    {
        try
        {
            await _client.HeadBucketAsync(new HeadBucketRequest { BucketName = _options.Bucket }, guard.Token);
            return;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            guard.Progress();
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Forbidden)
        {
            // A key that may only use one prefix may not look at the bucket. Whether it can work there, the first save will tell.
            return;
        }

        try
        {
            await _client.PutBucketAsync(new PutBucketRequest { BucketName = _options.Bucket }, guard.Token);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "BucketAlreadyOwnedByYou")
        {
            // Somebody else was faster, which is as good.
        }
    }

    /// <inheritdoc/>
    protected override Task PutAsync(string key, ReadOnlySequence<byte> content, StallGuard guard, CancellationToken cancellationToken) =>
        content.Length > _options.PartBytes
            ? _uploads.PutInPartsAsync(key, content, guard, Time, cancellationToken)
            : _uploads.PutAsync(key, content, guard);

    /// <inheritdoc/>
    protected override async Task<CloudBody> GetAsync(string key, (long Offset, long Length)? range, StallGuard guard)
    {
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = key };
        if (range is { } part)
        {
            request.ByteRange = new ByteRange(part.Offset, part.Offset + part.Length - 1);
        }

        GetObjectResponse response = await _client.GetObjectAsync(request, guard.Token);
        bool isPart = response.HttpStatusCode == HttpStatusCode.PartialContent;
        return new CloudBody(response.ResponseStream, response.ContentLength, isPart, response);
    }

    /// <inheritdoc/>
    protected override async Task<long?> LengthAsync(string key, StallGuard guard)
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

    /// <inheritdoc/>
    protected override async Task<CloudPage> ListPageAsync(string prefix, string? next, StallGuard guard)
    {
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = prefix, ContinuationToken = next, MaxKeys = _options.PageSize };
        ListObjectsV2Response page = await _client.ListObjectsV2Async(request, guard.Token);
        return new CloudPage(
            [.. (page.S3Objects ?? []).Select(entry => (entry.Key, entry.Size ?? 0))],
            page.IsTruncated == true ? page.NextContinuationToken : null);
    }

    /// <inheritdoc/>
    protected override async Task DeleteAsync(string key, StallGuard guard)
    {
        try
        {
            await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _options.Bucket, Key = key }, guard.Token);
        }
        catch (AmazonS3Exception exception) when (S3Errors.IsMissingObject(exception))
        {
            // Amazon does not tell; some servers do. Either way it is gone.
        }
    }

    /// <inheritdoc/>
    protected override BackendException? Translate(string operation, string subject, StallGuard guard, Exception exception) =>
        S3Errors.Translate(operation, subject, guard, exception);
}
