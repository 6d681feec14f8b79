using System.Text;
using Cairn.Api.AppCatalog;
using Cairn.Postgres.Connections;
using Cairn.Worker.Scratch;

namespace Cairn.Worker.Targets;

/// <summary>
/// Turns an AppBinding with its Secrets into a server. Certificates become files of the scratch directory, since libpq reads them by name; everything
/// else stays in memory.
/// </summary>
/// <param name="readSecret">Reads the data of a Secret in the AppBinding's namespace; null when there is none.</param>
/// <param name="scratch">Where certificates go.</param>
public sealed class TargetReader(Func<string, CancellationToken, Task<IReadOnlyDictionary<string, byte[]>?>> readSecret, ScratchDirectory scratch)
{
    private const string DefaultUser = "postgres";

    /// <summary>Reads the Secrets that the AppBinding names and puts the server together.</summary>
    /// <param name="binding">The AppBinding.</param>
    /// <param name="userParameter">The task's parameter <c>user</c>: with a client certificate, it names the user and not the Secret.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RunException">Something is missing or cannot work; the message names the object and the field.</exception>
    public async Task<TargetDatabase> ReadAsync(AppBinding binding, string? userParameter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(binding);
        string home = binding.Metadata.NamespaceProperty ?? "";
        string name = $"AppBinding {home}/{binding.Metadata.Name}";
        ServerAddress address = ServerAddress.Of(name, home, binding.Spec?.ClientConfig);
        string user = string.IsNullOrEmpty(userParameter) ? DefaultUser : userParameter;
        bool hasCertificate = !string.IsNullOrEmpty(binding.Spec?.TLSSecret?.Name);
        IReadOnlyDictionary<string, byte[]>? login = await ReadLoginAsync(name, binding.Spec, hasCertificate, cancellationToken);
        string? secretUser = Text(login, "username") ?? Text(login, "POSTGRES_USER");
        if (secretUser is null && !hasCertificate)
        {
            throw new RunException($"{name}: the Secret '{binding.Spec!.Secret!.Name}' has no key username. Add it, or rename a key by spec.secretTransforms.");
        }

        PostgresServer server = new()
        {
            Host = address.Host,
            Port = address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            User = hasCertificate ? user : secretUser,
            Password = Text(login, "password") ?? Text(login, "POSTGRES_PASSWORD"),
            Parameters = await AddCertificatesAsync(name, binding.Spec!, address.Parameters, cancellationToken),
        };
        return new TargetDatabase(name, server,
            [.. address.Ignored.Select(item => $"{name}: the address has the parameter {item}, which was passed over.")]);
    }

    private async Task<IReadOnlyDictionary<string, byte[]>?> ReadLoginAsync(
        string name, AppBindingSpec? spec, bool hasCertificate, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(spec?.Secret?.Name))
        {
            return hasCertificate ? null : throw new RunException(
                $"{name} names no Secret to log in with: set spec.secret to a Secret with the keys username and password, or spec.tlsSecret.");
        }

        IReadOnlyDictionary<string, byte[]> data = await NeedAsync(name, spec.Secret.Name, cancellationToken);
        return await SecretTransforms.ApplyAsync(data, spec.SecretTransforms ?? [], (other, token) => NeedAsync(name, other, token), cancellationToken);
    }

    private async Task<PostgresParameters> AddCertificatesAsync(
        string name, AppBindingSpec spec, PostgresParameters parameters, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, byte[]>? tls = null;
        if (spec.TLSSecret?.Name is { Length: > 0 } tlsName)
        {
            tls = await NeedAsync(name, tlsName, cancellationToken);
            parameters = parameters
                .With("sslcert", scratch.Write("tls.crt", NeedKey(name, tlsName, tls, "tls.crt")))
                .With("sslkey", scratch.Write("tls.key", NeedKey(name, tlsName, tls, "tls.key")));
        }

        if (spec.ClientConfig?.InsecureSkipTLSVerify == true && IsVerified(parameters))
        {
            return parameters.With("sslmode", "require");
        }

        // With a certificate of the authority libpq verifies from sslmode=require on; that of tlsSecret counts only where that was asked for.
        byte[]? authority = spec.ClientConfig?.CaBundle is { Length: > 0 } bundle ? bundle
            : IsVerified(parameters) ? tls?.GetValueOrDefault("ca.crt")
            : null;
        return authority is { Length: > 0 } ? parameters.With("sslrootcert", scratch.Write("ca.crt", authority)) : parameters;
    }

    private static bool IsVerified(PostgresParameters parameters) => parameters["sslmode"] is "verify-ca" or "verify-full";

    private async Task<IReadOnlyDictionary<string, byte[]>> NeedAsync(string name, string secret, CancellationToken cancellationToken) =>
        await readSecret(secret, cancellationToken) ?? throw new RunException($"{name}: the Secret '{secret}' is not there. Create it in the same namespace.");

    private static byte[] NeedKey(string name, string secret, IReadOnlyDictionary<string, byte[]> data, string key) =>
        data.GetValueOrDefault(key) is { Length: > 0 } value ? value : throw new RunException($"{name}: the Secret '{secret}' has no key {key}.");

    // Editors leave a line feed at the end, which is no part of a name or password.
    private static string? Text(IReadOnlyDictionary<string, byte[]>? data, string key) =>
        data?.GetValueOrDefault(key) is { } value && Encoding.UTF8.GetString(value).TrimEnd('\r', '\n') is { Length: > 0 } text ? text : null;
}
