namespace Cairn.Api.Storage;

/// <summary>Whether a Snapshot has been proven by restoring it.</summary>
public static class VerificationStatuses
{
    /// <summary>It was restored and found good.</summary>
    public const string Verified = "Verified";

    /// <summary>Nobody has tried yet.</summary>
    public const string NotVerified = "NotVerified";

    /// <summary>The trial failed.</summary>
    public const string VerificationFailed = "VerificationFailed";
}
