using Amazon.Runtime;
using Amazon.S3;

namespace Cairn.Storage.S3;

/// <summary>Turns <see cref="S3Options"/> into a client of the SDK.</summary>
internal static class S3ClientFactory
{
    private static readonly string[] ArchiveClasses = ["GLACIER", "DEEP_ARCHIVE"];

    /// <summary>Makes the client; does not talk to the server.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="http">What makes connections; it must live as long as the client.</param>
    public static AmazonS3Client Create(S3Options options, S3HttpClientFactory http)
    {
        Check(options);
        var config = new AmazonS3Config
        {
            ServiceURL = ServiceUrl(options),
            AuthenticationRegion = options.SigningRegion,
            ForcePathStyle = UsesPathStyle(options),

            // RetryingBackend is the only one that retries.
            MaxErrorRetry = 0,
            ThrottleRetries = false,

            // Servers other than Amazon's reject requests with the newer checksum headers, or answer with wrong ones.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = http,

            // StallGuard decides how long to wait.
            Timeout = Timeout.InfiniteTimeSpan,
            LogResponse = false,
        };
        if (options.AccessKeyId is null)
        {
            return new AmazonS3Client(config);
        }

        AWSCredentials credentials = options.SessionToken is null
            ? new BasicAWSCredentials(options.AccessKeyId, options.SecretAccessKey)
            : new SessionAWSCredentials(options.AccessKeyId, options.SecretAccessKey, options.SessionToken);
        return new AmazonS3Client(credentials, config);
    }

    private static void Check(S3Options options)
    {
        if (options.AccessKeyId is null != options.SecretAccessKey is null)
        {
            string missing = options.AccessKeyId is null ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
            throw Misconfigured($"Only one half of the S3 credentials is given: {missing} is missing. Set both, or none to use the AWS credential chain.");
        }

        if (ArchiveClasses.Contains(options.StorageClass, StringComparer.OrdinalIgnoreCase))
        {
            throw Misconfigured($"The S3 storage class {options.StorageClass} cannot be read at once, so a repository there cannot be used. "
                + $"Choose STANDARD, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR or REDUCED_REDUNDANCY.");
        }
    }

    /// <summary>Amazon's global address belongs to us-east-1; for any other region, its own address saves a redirect that would not be signed.</summary>
    private static string ServiceUrl(S3Options options)
    {
        bool isGlobal = options.ServiceUri.Host.Equals("s3.amazonaws.com", StringComparison.OrdinalIgnoreCase);
        return isGlobal && options.SigningRegion != "us-east-1"
            ? $"{options.ServiceUri.Scheme}://s3.{options.SigningRegion}.amazonaws.com"
            : options.ServiceUri.ToString();
    }

    /// <summary>A dot in the name would put the bucket outside of Amazon's wildcard certificate.</summary>
    private static bool UsesPathStyle(S3Options options) => options.BucketLookup switch
    {
        S3BucketLookup.Path => true,
        S3BucketLookup.Dns => false,
        _ => !options.IsAmazon || options.Bucket.Contains('.', StringComparison.Ordinal),
    };

    private static BackendException Misconfigured(string message) => new(BackendErrorKind.Misconfigured, message);
}
