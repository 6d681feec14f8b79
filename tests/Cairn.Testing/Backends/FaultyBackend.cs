using System.Buffers;
using System.Runtime.CompilerServices;
using Cairn.Storage;

namespace Cairn.Testing.Backends;

/// <summary>
/// Passes calls on to another backend, notes them, and lets chosen ones fail, take long, lose bytes, happen twice, be seen late, or fail after they
/// succeeded.
/// </summary>
/// <remarks>
/// It fails between operations, never within one: a file that is half there cannot be shown with it, since no backend may show one. Calls
/// at the same time are counted in the order of their arrival, which a test has to control when it matters.
/// </remarks>
/// <param name="inner">The backend that does the work; the wrapper owns it.</param>
/// <param name="timeProvider">The clock of delays; null: the system's.</param>
/// <param name="schedule">Asked for a fault at every call for which none was added, one call at a time; null: there are no others.</param>
public sealed class FaultyBackend(IBackend inner, TimeProvider? timeProvider = null, Func<BackendCall, BackendFault?>? schedule = null) : IBackend
{
    private readonly LateEffects _late = new();
    private readonly Lock _lock = new();
    private readonly List<(BackendFault Fault, int Seen)> _faults = [];
    private readonly List<BackendCall> _calls = [];
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    public string Location => inner.Location;

    /// <inheritdoc/>
    public int Connections => inner.Connections;

    /// <summary>All calls so far, those that failed included, in the order of their arrival.</summary>
    public IReadOnlyList<BackendCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Adds a fault. It counts the calls from now on.</summary>
    public FaultyBackend Add(BackendFault fault)
    {
        lock (_lock)
        {
            _faults.Add((fault, 0));
        }

        return this;
    }

    /// <inheritdoc/>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        BackendFault? fault = await EnterAsync(BackendOperation.Create, FileHandle.Config, 0, cancellationToken);
        await inner.CreateAsync(cancellationToken);
        Leave(fault);
    }

    /// <inheritdoc/>
    public async Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        BackendFault? fault = await EnterAsync(BackendOperation.Save, file, content.Length, cancellationToken);
        ReadOnlySequence<byte> stored = content.Slice(0, Math.Max(0, content.Length - (fault?.Truncate ?? 0)));
        await inner.SaveAsync(file, stored, cancellationToken);
        if (fault is { RepeatAfter: { } repeat })
        {
            // The caller may use its buffer again when the call has ended; what arrives late is what was sent.
            ReadOnlySequence<byte> sent = new(stored.ToArray());
            _late.Do(repeat, () => inner.SaveAsync(file, sent, CancellationToken.None));
        }

        if (fault is { SeenAfter: > 0 and int calls })
        {
            _late.Hide(file, calls);
        }

        Leave(fault);
    }

    /// <inheritdoc/>
    public async Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        BackendFault? fault = await EnterAsync(BackendOperation.Load, file, destination.Length, cancellationToken);
        ThrowIfHidden(file);
        await inner.LoadAsync(file, offset, destination, cancellationToken);
        destination[Math.Max(0, destination.Length - (fault?.Truncate ?? 0))..].Span.Clear();
        Leave(fault);
    }

    /// <inheritdoc/>
    public async Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken)
    {
        BackendFault? fault = await EnterAsync(BackendOperation.LoadAll, file, 0, cancellationToken);
        ThrowIfHidden(file);
        byte[] content = await inner.LoadAllAsync(file, maxBytes, cancellationToken);
        Leave(fault);
        return content[..Math.Max(0, content.Length - (fault?.Truncate ?? 0))];
    }

    /// <inheritdoc/>
    public async Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken)
    {
        BackendFault? fault = await EnterAsync(BackendOperation.Stat, file, 0, cancellationToken);
        long? length = _late.IsHidden(file) ? null : await inner.StatAsync(file, cancellationToken);
        Leave(fault);
        return length;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BackendFault? fault = await EnterAsync(BackendOperation.List, new FileHandle(kind, ""), 0, cancellationToken);
        var entries = new List<StoredFile>();
        await foreach (StoredFile file in inner.ListAsync(kind, cancellationToken))
        {
            if (!_late.IsHidden(file.Handle))
            {
                entries.AddRange(fault?.RepeatAfter is null ? [file] : [file, file]);
            }
        }

        int half = fault?.Error is null ? entries.Count : entries.Count / 2;
        foreach (StoredFile file in entries.Take(half))
        {
            yield return file;
        }

        Leave(fault);
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(FileHandle file, CancellationToken cancellationToken)
    {
        BackendFault? fault = await EnterAsync(BackendOperation.Remove, file, 0, cancellationToken);
        if (fault is { SeenAfter: > 0 and int calls })
        {
            _late.Do(calls, () => inner.RemoveAsync(file, CancellationToken.None));
        }
        else
        {
            await inner.RemoveAsync(file, cancellationToken);
        }

        if (fault is { RepeatAfter: { } repeat })
        {
            _late.Do(repeat, () => inner.RemoveAsync(file, CancellationToken.None));
        }

        Leave(fault);
    }

    /// <inheritdoc/>
    public Task<Leftovers> RemoveLeftoversAsync(DateTimeOffset before, bool dryRun, CancellationToken cancellationToken) =>
        inner.RemoveLeftoversAsync(before, dryRun, cancellationToken);

    /// <summary>Lets all happen that is still to come, then closes the other backend.</summary>
    public async ValueTask DisposeAsync()
    {
        await _late.FinishAsync();
        await inner.DisposeAsync();
    }

    private async Task<BackendFault?> EnterAsync(BackendOperation operation, FileHandle file, long bytes, CancellationToken cancellationToken)
    {
        BackendFault? fault = Note(new BackendCall(operation, file, bytes));
        await _late.TickAsync();
        if (fault is null)
        {
            return null;
        }

        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, _time, cancellationToken);
        }

        if (fault is { AfterSuccess: false, Error: { } kind })
        {
            throw Failure(kind, fault);
        }

        return fault;
    }

    private BackendFault? Note(BackendCall call)
    {
        lock (_lock)
        {
            _calls.Add(call);
            BackendFault? hit = null;
            for (int i = 0; i < _faults.Count; i++)
            {
                (BackendFault fault, int seen) = _faults[i];
                if (fault.Operation != call.Operation || (fault.Kind is { } kind && kind != call.File.Kind))
                {
                    continue;
                }

                _faults[i] = (fault, ++seen);
                if (hit is null && seen >= fault.FromCall && seen - fault.FromCall < fault.Calls)
                {
                    hit = fault;
                }
            }

            return hit ?? schedule?.Invoke(call);
        }
    }

    private void ThrowIfHidden(FileHandle file)
    {
        if (_late.IsHidden(file))
        {
            throw new BackendException(BackendErrorKind.NotFound, $"Loading {file} failed: it is not to be seen yet.");
        }
    }

    private static void Leave(BackendFault? fault)
    {
        if (fault is { AfterSuccess: true, Error: { } kind })
        {
            throw Failure(kind, fault);
        }
    }

    private static BackendException Failure(BackendErrorKind kind, BackendFault fault) =>
        new(kind, $"{fault.Operation} failed: a test wants it so.");
}
