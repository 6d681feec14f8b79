namespace Cairn.Storage.Clouds;

/// <summary>An object that is being downloaded.</summary>
/// <param name="Content">The bytes, as they arrive.</param>
/// <param name="Length">How many there will be, as the server says.</param>
/// <param name="IsPart">Whether the server sends only the range that was asked for.</param>
/// <param name="Answer">What has to be disposed of with the content.</param>
internal sealed record CloudBody(Stream Content, long Length, bool IsPart, IDisposable Answer) : IDisposable
{
    public void Dispose()
    {
        Content.Dispose();
        Answer.Dispose();
    }
}
