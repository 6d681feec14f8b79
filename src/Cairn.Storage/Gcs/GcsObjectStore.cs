using System.Buffers;
using System.Net;
using Cairn.Storage.Clouds;

namespace Cairn.Storage.Gcs;

/// <summary>Stores objects in a bucket of Google Cloud Storage, by its JSON API.</summary>
/// <param name="options">Where and how. Opening does not talk to the server; it fails with <see cref="BackendErrorKind.Misconfigured"/>.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class GcsObjectStore(GcsOptions options, TimeProvider timeProvider)
    : CloudObjectStore(new CloudPlace(options.Location, options.Prefix, options.Connections, options.StallTimeout), timeProvider)
{
    private readonly GcsClient _client = new(options);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task CreateAsync(StallGuard guard)
    {
        try
        {
            if (await _client.HasBucketAsync(guard.Token))
            {
                return;
            }
        }
        catch (GcsFailure failure) when (failure.Status == 403)
        {
            // An account that may only use objects may not look at the bucket. Whether it can work there, the first save will tell.
            return;
        }

        if (options.ProjectId is not { } project)
        {
            throw new BackendException(
                BackendErrorKind.NotFound,
                $"The bucket {options.Bucket} does not exist. Create it, or name the project to create it in (GOOGLE_PROJECT_ID).");
        }

        guard.Progress();
        await _client.CreateBucketAsync(project, options.Bucket, guard.Token);
    }

    /// <inheritdoc/>
    protected override Task PutAsync(string key, ReadOnlySequence<byte> content, StallGuard guard, CancellationToken cancellationToken) =>
        _client.PutAsync(key, content, guard.Progress, guard.Token);

    /// <inheritdoc/>
    protected override async Task<CloudBody> GetAsync(string key, (long Offset, long Length)? range, StallGuard guard)
    {
        HttpResponseMessage answer = await _client.GetAsync(key, range, guard.Token);
        Stream content = await answer.Content.ReadAsStreamAsync(guard.Token);
        return new CloudBody(content, answer.Content.Headers.ContentLength ?? 0, answer.StatusCode == HttpStatusCode.PartialContent, answer);
    }

    /// <inheritdoc/>
    protected override async Task<long?> LengthAsync(string key, StallGuard guard)
    {
        try
        {
            return await _client.LengthAsync(key, guard.Token);
        }
        catch (GcsFailure failure) when (failure.Status == 404)
        {
            // The API tells a missing bucket from a missing object only in words; the next listing or save will say it.
            return null;
        }
    }

    /// <inheritdoc/>
    protected override async Task<CloudPage> ListPageAsync(string prefix, string? next, StallGuard guard)
    {
        GcsListing page = await _client.ListAsync(prefix, next, guard.Token);
        return new CloudPage(
            [.. (page.Items ?? []).Where(item => item.Name is not null).Select(item => (item.Name!, item.Size ?? 0))],
            string.IsNullOrEmpty(page.NextPageToken) ? null : page.NextPageToken);
    }

    /// <inheritdoc/>
    protected override async Task DeleteAsync(string key, StallGuard guard)
    {
        try
        {
            await _client.DeleteAsync(key, guard.Token);
        }
        catch (GcsFailure failure) when (failure.Status == 404)
        {
            // It is gone, which is what was asked for.
        }
    }

    /// <inheritdoc/>
    protected override BackendException? Translate(string operation, string subject, StallGuard guard, Exception exception) =>
        GcsErrors.Translate(operation, subject, guard, exception);
}
