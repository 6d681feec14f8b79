using Cairn.Api.Storage;
using Cairn.Layout;
using Cairn.Storage.Wrappers;

namespace Cairn.Operator.Hosting;

/// <summary>Opens the plain files of a storage that this process can reach; it does not talk to it yet.</summary>
/// <param name="storage">The BackupStorage; never one on a volume.</param>
/// <param name="secret">The data of its Secret; null when it names none.</param>
/// <param name="onRetry">Is called before each repetition of a failed operation.</param>
public delegate MetadataStore StorageOpener(BackupStorage storage, IReadOnlyDictionary<string, byte[]>? secret, Action<BackendRetry>? onRetry);
