using Cairn.Api.AppCatalog;

namespace Cairn.Api.Validation.Addons;

/// <summary>An application can be reached: a URL that can be read, or a Service. A URL without a port means the usual one.</summary>
internal sealed class ClientConfigRule : IRule<AppBinding>
{
    private static readonly FieldPath Path = FieldPath.Spec.Field("clientConfig");

    public void Check(AppBinding value, RuleContext context)
    {
        if (value.Spec?.ClientConfig is not { } config)
        {
            return;
        }

        if (config.Service is { } service)
        {
            if (service.Port is < 0 or > 65535)
            {
                context.Error(Path.Field("service").Field("port"), $"is {service.Port}, which is no port");
            }

            if (!string.IsNullOrEmpty(config.Url))
            {
                context.Warn(Path.Field("url"), "is ignored, since a service is given");
            }
        }
        else if (context.Require(Path.Field("url"), config.Url, "is missing: give a URL such as postgres://host:5432/database, or a service"))
        {
            CheckUrl(config.Url!, context);
        }
    }

    /// <summary>The URL is never quoted: it may hold a password.</summary>
    private static void CheckUrl(string url, RuleContext context)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            context.Error(Path.Field("url"), "is no URL with a host: write it as postgres://host:5432/database");
        }
        else if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            context.Warn(Path.Field("url"), "holds a password, which everybody who may read the object can see: put it in the Secret that spec.secret names");
        }
    }
}
