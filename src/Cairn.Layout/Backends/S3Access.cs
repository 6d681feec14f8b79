using Cairn.Api.Storage;
using Cairn.Storage;

namespace Cairn.Layout.Backends;

/// <summary>A bucket of a service with the S3 protocol.</summary>
internal static class S3Access
{
    private const string Amazon = "https://s3.amazonaws.com";

    public static (RepositoryLocation Root, BackendSettings Settings) Of(string name, S3Location place, SecretKeys keys)
    {
        string bucket = StoragePaths.Join(place.Bucket ?? "");
        if (bucket.Length == 0)
        {
            throw StorageAccess.Misconfigured(name, "spec.storage.s3.bucket is missing");
        }

        string server = ServerOf(name, place);
        BackendSettings settings = new()
        {
            AccessKeyId = keys.Need("AWS_ACCESS_KEY_ID"),
            SecretAccessKey = keys.Need("AWS_SECRET_ACCESS_KEY"),
            SessionToken = keys.Find("AWS_SESSION_TOKEN"),
            S3Region = string.IsNullOrEmpty(place.Region) ? null : place.Region,
            CaCertificatePem = keys.Find("CA_CERT_DATA"),
            InsecureTls = place.InsecureTLS ?? false,
            Connections = StorageAccess.Connections(place.MaxConnections),
        };
        return (RepositoryLocation.OfS3(server, bucket, StoragePaths.Join(place.Prefix ?? "")), settings);
    }

    /// <summary>The endpoint with its scheme and nothing behind the host. Without one, the address of AWS for the region.</summary>
    private static string ServerOf(string name, S3Location place)
    {
        string endpoint = (place.Endpoint ?? "").Trim().TrimEnd('/');
        if (endpoint.Length == 0)
        {
            return string.IsNullOrEmpty(place.Region) ? Amazon : $"https://s3.{place.Region}.amazonaws.com";
        }

        string address = endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"https://{endpoint}";
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/"
            && uri.Query.Length == 0 && uri.UserInfo.Length == 0
            ? uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : throw StorageAccess.Misconfigured(
                name, "spec.storage.s3.endpoint is not the address of a server, such as https://s3.eu-central-1.amazonaws.com or http://minio.demo.svc:9000");
    }
}
