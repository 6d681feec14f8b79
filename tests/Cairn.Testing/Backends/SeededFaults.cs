using Cairn.Storage;

namespace Cairn.Testing.Backends;

/// <summary>
/// Faults for every n-th call of a <see cref="FaultyBackend"/>, drawn from a seed. Which fault a call gets depends on nothing but the seed, its
/// operation, its kind of file, and how many of these came before: so a case repeats as exactly as the calls of the code under test do, whatever
/// happens in other threads. Pass <see cref="Next"/> as the schedule.
/// </summary>
/// <remarks>
/// What it never does, since a storage that did it would break its contract and nothing could be promised on top of it: to lose a file that
/// was acknowledged, to keep a part of one, or to show a file differently to later runs than it is. Bytes get lost only on the way to the reader.
/// </remarks>
public sealed class SeededFaults
{
    private const int MostGoneFrom = 24;

    private readonly Lock _lock = new();
    private readonly int _seed;
    private readonly int _oneIn;
    private readonly int _goneFrom = int.MaxValue;
    private readonly int _onlyCall = int.MaxValue;
    private readonly Dictionary<(BackendOperation Operation, FileKind Kind), int> _counts = [];
    private readonly List<string> _log = [];
    private int _calls;

    /// <summary>Draws how faults are spread: over all calls, in one call only, or the storage is gone for good from one call on.</summary>
    public SeededFaults(int seed)
    {
        _seed = seed;
        Random random = Draw(0, 0, 0);
        _oneIn = int.MaxValue;
        switch (random.Next(4))
        {
            case 0:
                _goneFrom = random.Next(1, MostGoneFrom);
                Mode = $"the storage is gone from call {_goneFrom} on";
                break;
            case 1:
                _onlyCall = random.Next(1, MostGoneFrom);
                Mode = $"a fault in call {_onlyCall} only";
                break;
            default:
                _oneIn = random.Next(3, 25);
                Mode = $"a fault in one call of {_oneIn}";
                break;
        }
    }

    /// <summary>How faults are spread, for messages.</summary>
    public string Mode { get; }

    /// <summary>The faults so far, for messages. Not to be read while calls are made.</summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>The fault of the next call, or null. Several backends may share it.</summary>
    public BackendFault? Next(BackendCall call)
    {
        lock (_lock)
        {
            return Draw(call);
        }
    }

    private BackendFault? Draw(BackendCall call)
    {
        int number = _counts.GetValueOrDefault((call.Operation, call.File.Kind)) + 1;
        _counts[(call.Operation, call.File.Kind)] = number;
        _calls++;
        Random random = Draw((int)call.Operation + 1, (int)call.File.Kind + 1, number);
        BackendFault? fault = _calls >= _goneFrom ? new BackendFault(call.Operation) { Error = BackendErrorKind.Permanent }
            : _calls == _onlyCall || random.Next(_oneIn) == 0 ? Choose(call.Operation, random)
            : null;
        if (fault is not null)
        {
            _log.Add($"{call.Operation} {number} of kind {call.File.Kind} {fault.Describe()}");
        }

        return fault;
    }

    private static BackendFault Choose(BackendOperation operation, Random random)
    {
        BackendFault fault = new(operation);
        BackendErrorKind error = random.Next(2) == 0 ? BackendErrorKind.Transient : BackendErrorKind.Permanent;
        bool changes = operation is BackendOperation.Save or BackendOperation.Remove;
        return random.Next(7) switch
        {
            0 => fault with { Delay = TimeSpan.FromMilliseconds(random.Next(1, 20)) },
            1 or 2 when changes => fault with { Error = error, AfterSuccess = true },
            3 when changes => fault with { RepeatAfter = random.Next(3) == 0 ? 0 : random.Next(1, 40) },
            4 when changes => fault with { SeenAfter = random.Next(1, 20) },
            5 when changes => fault with { SeenAfter = random.Next(1, 20), Error = error, AfterSuccess = true },
            1 or 2 when operation is BackendOperation.Load or BackendOperation.LoadAll => fault with { Truncate = random.Next(1, 2000) },
            1 or 2 when operation is BackendOperation.List => fault with { RepeatAfter = 0 },
            _ => fault with { Error = error },
        };
    }

#pragma warning disable CA5394 // Repeatable faults, not secrets.
    private Random Draw(int operation, int kind, int number)
    {
        // Neighbouring seeds of Random begin alike; this spreads them.
        ulong mixed = (ulong)(uint)_seed;
        foreach (int part in (ReadOnlySpan<int>)[operation, kind, number])
        {
            mixed = (mixed ^ (uint)part) * 0x9E3779B97F4A7C15;
            mixed ^= mixed >> 29;
        }

        return new Random((int)(mixed >> 32));
    }
#pragma warning restore CA5394
}
