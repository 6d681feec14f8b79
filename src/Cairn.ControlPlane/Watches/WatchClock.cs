namespace Cairn.ControlPlane.Watches;

/// <summary>When a watch ends, and when its next bookmark is due.</summary>
internal sealed class WatchClock(TimeProvider clock, TimeSpan limit, long version, bool wantsBookmarks)
{
    private readonly long _start = clock.GetTimestamp();
    private bool _hadLast;

    /// <summary>The version at which the watch began.</summary>
    public long Version => version;

    /// <summary>Whether the client wants bookmarks.</summary>
    public bool WantsBookmarks => wantsBookmarks;

    /// <summary>Whether the time of the watch is over.</summary>
    public bool IsOver => Left <= TimeSpan.Zero;

    private TimeSpan Left => limit - clock.GetElapsedTime(_start);

    /// <summary>How long to wait for changes before looking again.</summary>
    /// <param name="period">Time between bookmarks.</param>
    /// <param name="lead">How long before the end the last bookmark comes.</param>
    public TimeSpan NextStop(TimeSpan period, TimeSpan lead)
    {
        TimeSpan left = Left;
        TimeSpan next = !wantsBookmarks || _hadLast ? left
            : left > lead ? TimeSpan.FromTicks(Math.Min(period.Ticks, (left - lead).Ticks))
            : TimeSpan.FromMilliseconds(1);
        return next > TimeSpan.FromMilliseconds(1) ? next : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Says that a bookmark was sent.</summary>
    public void NoteBookmark() => _hadLast = Left < TimeSpan.FromSeconds(3);
}
