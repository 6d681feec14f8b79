using Cairn.Storage;

namespace Cairn.Restic.Tests.Soak;

/// <summary>Opens the two repositories of a case for one run: the one that all runs work on, and the one that copies go to.</summary>
/// <param name="open">Opens the storage of the first (false) or of the copies (true).</param>
internal sealed class SoakStorages(Func<bool, IBackend> open) : IAsyncDisposable
{
    private readonly List<IBackend> _opened = [];

    /// <summary>Opens the repository that runs work on.</summary>
    public Task<ResticRepository> OpenAsync(CancellationToken cancellationToken) => OpenAsync(false, TestRepository.Password, cancellationToken);

    /// <summary>Opens it with another password.</summary>
    public Task<ResticRepository> OpenAsync(string password, CancellationToken cancellationToken) => OpenAsync(false, password, cancellationToken);

    /// <summary>Opens the repository that copies go to.</summary>
    public Task<ResticRepository> OpenCopyAsync(CancellationToken cancellationToken) => OpenAsync(true, TestRepository.Password, cancellationToken);

    /// <summary>Closes those too that could not be opened as repositories.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (IBackend backend in _opened)
        {
            await backend.DisposeAsync();
        }
    }

    private Task<ResticRepository> OpenAsync(bool isCopy, string password, CancellationToken cancellationToken)
    {
        IBackend backend = open(isCopy);
        _opened.Add(backend);
        return ResticRepository.OpenAsync(backend, password, TestRepository.Settings, cancellationToken);
    }
}
