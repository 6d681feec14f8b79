using System.Text;
using Cairn.Api.AppCatalog;

namespace Cairn.Worker.Targets;

/// <summary>Gives the keys of an AppBinding's Secret the names that Cairn looks for; one step after the other, as the AppBinding lists them.</summary>
internal static class SecretTransforms
{
    /// <summary>The data after all steps; the given dictionary stays as it is.</summary>
    /// <param name="data">The Secret's data.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="readSecret">Reads the data of another Secret in the same namespace.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ApplyAsync(
        IReadOnlyDictionary<string, byte[]> data,
        IReadOnlyList<SecretTransform> steps,
        Func<string, CancellationToken, Task<IReadOnlyDictionary<string, byte[]>>> readSecret,
        CancellationToken cancellationToken)
    {
        Dictionary<string, byte[]> result = new(data, StringComparer.Ordinal);
        foreach (SecretTransform step in steps)
        {
            if (step.RenameKey is { } rename && result.Remove(rename.From, out byte[]? renamed))
            {
                result[rename.To] = renamed;
            }

            if (step.AddKey is { } add)
            {
                result[add.Key] = add.Value ?? Encoding.UTF8.GetBytes(add.StringValue ?? "");
            }

            if (step.AddKeysFrom?.SecretRef?.Name is { Length: > 0 } name)
            {
                foreach ((string key, byte[] value) in await readSecret(name, cancellationToken))
                {
                    result[key] = value;
                }
            }

            if (step.RemoveKey is { } remove)
            {
                result.Remove(remove.Key);
            }
        }

        return result;
    }
}
