using Cairn.Storage.Clouds;

namespace Cairn.Storage.Gcs;

/// <summary>All that <see cref="GcsObjectStore"/> needs to know. It names no type of Google's library, so that reading it does not load the library.</summary>
internal sealed record GcsOptions
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Path within the bucket, without a slash at its end. Default: empty, the bucket's root.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The project in which a missing bucket is made.</summary>
    public string? ProjectId { get; init; }

    /// <summary>A key of a service account, or another credential configuration, as JSON.</summary>
    public string? CredentialsJson { get; init; }

    /// <summary>The same in a file.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>A token that somebody else got.</summary>
    public string? AccessToken { get; init; }

    /// <summary>The server's address. Default: Google's. With another one and no credentials, requests carry none, as emulators want it.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whom to trust, and how long connecting may take.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>How many requests at a time. Default: 5.</summary>
    public int Connections { get; init; } = 5;

    /// <summary>How long no byte may move. Default: 60 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The location in restic's notation.</summary>
    public string Location => $"gs:{Bucket}:/{Prefix}";

    /// <summary>Never prints credentials, as the generated text would.</summary>
    public override string ToString() => Location;
}
