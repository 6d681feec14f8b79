using System.Text.Json;
using Cairn.Restic.Chunking;

namespace Cairn.Restic;

/// <summary>The file <c>config</c>: what all users of a repository must agree on. Written once.</summary>
/// <param name="Version">Format version, 1 or 2.</param>
/// <param name="Id">Random name of the repository, 64 hexadecimal digits.</param>
/// <param name="ChunkerPolynomial">Where files are cut.</param>
public sealed record ConfigFile(int Version, string Id, Polynomial ChunkerPolynomial)
{
    internal byte[] Encode() =>
        JsonSerializer.SerializeToUtf8Bytes(new ConfigJson(Version, Id, ChunkerPolynomial.ToString()), ConfigJsonContext.Default.ConfigJson);

    internal static ConfigFile Decode(ReadOnlySpan<byte> json)
    {
        ConfigJson? config;
        try
        {
            config = JsonSerializer.Deserialize(json, ConfigJsonContext.Default.ConfigJson);
        }
        catch (JsonException e)
        {
            throw RepositoryException.Damaged("The config file", $"its JSON is not valid ({e.Message})", e);
        }

        if (config?.Version is not (1 or 2))
        {
            throw new RepositoryException(
                RepositoryErrorKind.Unsupported, $"The repository has format version {config?.Version}; this Cairn knows 1 and 2. Use a newer Cairn.");
        }

        return Polynomial.TryParse(config.ChunkerPolynomial, out Polynomial polynomial) && Sha256Id.TryParse(config.Id, out _)
            ? new ConfigFile(config.Version, config.Id!, polynomial)
            : throw RepositoryException.Damaged("The config file", "its repository id or chunker polynomial is not valid");
    }
}
