using System.Runtime.InteropServices;

namespace Cairn.Postgres.Libpq;

/// <summary>The system's <c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollItem
{
    public int File;
    public short Events;
    public short ReturnedEvents;
}
