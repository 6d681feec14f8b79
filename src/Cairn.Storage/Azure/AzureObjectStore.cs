using System.Buffers;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Cairn.Storage.Clouds;

namespace Cairn.Storage.Azure;

/// <summary>Stores objects as block blobs in a container of Azure Blob Storage.</summary>
internal sealed class AzureObjectStore : CloudObjectStore
{
    /// <summary>The largest blob that one request may bring; larger files than these do not occur, and one request is seen whole or not at all.</summary>
    private const long MaxSinglePut = 5000L * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly BlobContainerClient _container;
    private readonly int? _pageSize;

    /// <summary>Prepares the store; does not talk to the server. Fails with <see cref="BackendErrorKind.Misconfigured"/>.</summary>
    public AzureObjectStore(AzureOptions options, TimeProvider timeProvider)
        : base(new CloudPlace(options.Location, options.Prefix, options.Connections, options.StallTimeout), timeProvider)
    {
        _pageSize = options.PageSize;
        _http = AzureClientFactory.CreateHttp(options);
        _container = AzureClientFactory.Create(options, _http, timeProvider);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task CreateAsync(StallGuard guard)
    {
        try
        {
            await _container.GetPropertiesAsync(cancellationToken: guard.Token);
            return;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            guard.Progress();
        }
        catch (RequestFailedException exception) when (exception.Status == 403 && exception.ErrorCode != BlobErrorCode.AuthenticationFailed)
        {
            // A signature for blobs may not look at the container. Whether it can work there, the first save will tell.
            return;
        }

        try
        {
            await _container.CreateAsync(cancellationToken: guard.Token);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerAlreadyExists)
        {
            // Somebody else was faster, which is as good.
        }
    }

    /// <inheritdoc/>
    protected override async Task PutAsync(string key, ReadOnlySequence<byte> content, StallGuard guard, CancellationToken cancellationToken)
    {
        await using var body = new SequenceStream(content, guard.Progress);
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/octet-stream" },
            TransferOptions = new StorageTransferOptions { InitialTransferSize = MaxSinglePut, MaximumTransferSize = MaxSinglePut, MaximumConcurrency = 1 },

            // The server refuses a body that was damaged on the way.
            TransferValidation = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 },
        };
        await _container.GetBlockBlobClient(key).UploadAsync(body, options, guard.Token);
    }

    /// <inheritdoc/>
    protected override async Task<CloudBody> GetAsync(string key, (long Offset, long Length)? range, StallGuard guard)
    {
        var options = new BlobDownloadOptions();
        if (range is { } part)
        {
            options.Range = new HttpRange(part.Offset, part.Length);
        }

        Response<BlobDownloadStreamingResult> response =
            await _container.GetBlockBlobClient(key).DownloadStreamingAsync(options, guard.Token);
        BlobDownloadStreamingResult result = response.Value;
        return new CloudBody(result.Content, result.Details.ContentLength, response.GetRawResponse().Status == 206, result);
    }

    /// <inheritdoc/>
    protected override async Task<long?> LengthAsync(string key, StallGuard guard)
    {
        try
        {
            BlobProperties properties = await _container.GetBlockBlobClient(key).GetPropertiesAsync(cancellationToken: guard.Token);
            return properties.ContentLength;
        }
        catch (RequestFailedException exception) when (AzureErrors.IsMissingObject(exception))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    protected override async Task<CloudPage> ListPageAsync(string prefix, string? next, StallGuard guard)
    {
        var options = new GetBlobsOptions { Prefix = prefix };
        await foreach (Page<BlobItem> page in _container.GetBlobsAsync(options, guard.Token).AsPages(next, _pageSize))
        {
            return new CloudPage(
                [.. page.Values.Select(item => (item.Name, item.Properties.ContentLength ?? 0))],
                string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        }

        return new CloudPage([], null);
    }

    /// <inheritdoc/>
    protected override async Task DeleteAsync(string key, StallGuard guard)
    {
        try
        {
            await _container.GetBlockBlobClient(key).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: guard.Token);
        }
        catch (RequestFailedException exception) when (AzureErrors.IsMissingObject(exception))
        {
            // It is gone, which is what was asked for.
        }
    }

    /// <inheritdoc/>
    protected override BackendException? Translate(string operation, string subject, StallGuard guard, Exception exception) =>
        AzureErrors.Translate(operation, subject, guard, exception);
}
