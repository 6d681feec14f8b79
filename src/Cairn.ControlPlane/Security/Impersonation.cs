using Cairn.ControlPlane.Errors;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Security;

/// <summary>Acting as somebody else, by the headers <c>Impersonate-…</c>; who may is in the roles (verb <c>impersonate</c>).</summary>
internal static class Impersonation
{
    private const string ExtraPrefix = "Impersonate-Extra-";

    /// <summary>The user whom a request is for: the sender, or whom the sender acts as.</summary>
    /// <exception cref="ApiException">The sender may not (403), or the headers name no user (400).</exception>
    public static User Apply(HttpContext http, User sender, AccessRequest access, Authorizer authorizer)
    {
        IHeaderDictionary headers = http.Request.Headers;
        string name = headers["Impersonate-User"].ToString();
        List<string> groups = [.. headers["Impersonate-Group"].OfType<string>()];
        Dictionary<string, IReadOnlyList<string>> extra = headers.Where(header => header.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => Uri.UnescapeDataString(header.Key[ExtraPrefix.Length..]).ToLowerInvariant(),
                header => (IReadOnlyList<string>)[.. header.Value.OfType<string>()]);
        if (name.Length == 0)
        {
            return groups.Count + extra.Count == 0 ? sender : throw ApiErrors.BadRequest(
                $"requested &user.DefaultInfo{{Name:\"\", UID:\"\", Groups:[]string{{{string.Join(", ", groups.Select(FieldError.Quote))}}}, "
                + "Extra:map[string][]string(nil)} without impersonating a user name");
        }

        if (!MayImpersonate(sender, name, groups, authorizer))
        {
            throw access.Forbidden(sender.Name, $"impersonate-on:user-info:{access.Verb}");
        }

        IEnumerable<string> own = groups.Count > 0 ? groups : User.AccountGroups(name);
        return name == User.Anonymous.Name ? User.Anonymous : new User(name, "", [.. own.Append(User.Authenticated).Distinct()], extra);
    }

    private static bool MayImpersonate(User sender, string name, IEnumerable<string> groups, Authorizer authorizer)
    {
        AccessRequest who = name.StartsWith(User.AccountPrefix, StringComparison.Ordinal) && name.Split(':') is [_, _, var @namespace, var account]
            ? new AccessRequest { Verb = "impersonate", Resource = "serviceaccounts", Namespace = @namespace, Name = account }
            : new AccessRequest { Verb = "impersonate", Resource = "users", Name = name };
        return authorizer.Allows(sender, who)
            && groups.All(group => authorizer.Allows(sender, new AccessRequest { Verb = "impersonate", Resource = "groups", Name = group }));
    }
}
