using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Security;

/// <summary>What every request passes first: who sent it, as whom, and whether they may.</summary>
internal sealed class Gate(Authenticator authenticator, Authorizer authorizer)
{
    /// <summary>The user whom a request is for.</summary>
    /// <exception cref="Errors.ApiException">Nobody knows the token (401), or the user may not do that (403).</exception>
    public User Admit(HttpContext http)
    {
        AccessRequest access = AccessRequest.Of(http);
        User user = Impersonation.Apply(http, authenticator.Authenticate(http), access, authorizer);
        return authorizer.Allows(user, access) ? user : throw access.Forbidden(user);
    }
}
