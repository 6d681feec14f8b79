using System.Runtime.InteropServices;

namespace Cairn.Restic.Compressing;

/// <summary>The functions of the system's libzstd (its stable interface, the same in every 1.x), or nothing where it is not installed.</summary>
internal static unsafe class NativeZstd
{
    // 1.4.0 made the functions used here stable.
    private const uint OldestVersion = 10400;

    private static readonly nint Library = Load();

    /// <summary>Whether the library is there and recent enough.</summary>
    public static bool IsAvailable { get; } = Library != 0 && ((delegate* unmanaged<uint>)Export("ZSTD_versionNumber"))() >= OldestVersion;

    public static readonly delegate* unmanaged<nint> CreateCompressor = (delegate* unmanaged<nint>)Export("ZSTD_createCCtx");

    public static readonly delegate* unmanaged<nint, nuint> FreeCompressor = (delegate* unmanaged<nint, nuint>)Export("ZSTD_freeCCtx");

    public static readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int, nuint> Compress =
        (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int, nuint>)Export("ZSTD_compressCCtx");

    public static readonly delegate* unmanaged<nint> CreateDecompressor = (delegate* unmanaged<nint>)Export("ZSTD_createDCtx");

    public static readonly delegate* unmanaged<nint, nuint> FreeDecompressor = (delegate* unmanaged<nint, nuint>)Export("ZSTD_freeDCtx");

    public static readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint> Decompress =
        (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint>)Export("ZSTD_decompressDCtx");

    public static readonly delegate* unmanaged<nint, void*, void*, nuint> DecompressStream =
        (delegate* unmanaged<nint, void*, void*, nuint>)Export("ZSTD_decompressStream");

    public static readonly delegate* unmanaged<nuint, uint> IsError = (delegate* unmanaged<nuint, uint>)Export("ZSTD_isError");

    public static readonly delegate* unmanaged<nuint, byte*> ErrorName = (delegate* unmanaged<nuint, byte*>)Export("ZSTD_getErrorName");

    private static nint Load() => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libzstd.so.1", out nint library) ? library : 0;

    private static nint Export(string name) => Library == 0 ? 0 : NativeLibrary.GetExport(Library, name);
}
