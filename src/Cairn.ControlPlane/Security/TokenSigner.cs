using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Security;

/// <summary>Makes and checks the tokens of ServiceAccounts: JWTs (ES256), signed with a key of the data directory.</summary>
internal sealed class TokenSigner : IDisposable
{
    private const string Header = """{"alg":"ES256","kid":"cairn"}""";

    private const int LongestToken = 16 * 1024;

    private readonly ECDsa _key;

    /// <summary>Uses the key of a file, which is made when it is not there.</summary>
    public TokenSigner(string path)
    {
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
        {
            _key.ImportFromPem(File.ReadAllText(path));
        }
        else
        {
            PrivateFile.Write(path, _key.ExportPkcs8PrivateKeyPem());
        }
    }

    /// <summary>A signed token.</summary>
    public string Sign(JsonObject claims)
    {
        string signed = $"{Encode(Encoding.UTF8.GetBytes(Header))}.{Encode(claims.ToBytes())}";
        return $"{signed}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>The claims of a token that this key signed, or null.</summary>
    public JsonObject? Read(string token)
    {
        string[] parts = token.Split('.');
        if (token.Length > LongestToken || parts.Length != 3)
        {
            return null;
        }

        try
        {
            byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            return JsonText.Parse(Encoding.UTF8.GetString(Decode(parts[0])), []).Text("alg") == "ES256"
                && _key.VerifyData(signed, Decode(parts[2]), HashAlgorithmName.SHA256)
                ? JsonText.Parse(Encoding.UTF8.GetString(Decode(parts[1])), []) as JsonObject : null;
        }
        catch (FormatException)
        {
            return null;
        }
        catch (JsonSyntaxException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    private static byte[] Decode(string text)
    {
        string plain = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='));
    }
}
