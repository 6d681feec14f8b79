using System.Net;
using Cairn.Operator.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.Operator.Hosting;

/// <summary>
/// /healthz (the process lives), /readyz (its caches are complete; also while another replica acts) and /metrics, without authentication: nothing that is
/// not in the objects' names and statuses is shown.
/// </summary>
internal static class ProbeServer
{
    /// <summary>Starts it; it is stopped by disposing.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<WebApplication> StartAsync(
        IPEndPoint listen, OperatorServices services, Func<bool> isLeader, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(listen);
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        WebApplication application = builder.Build();
        application.Run(context => AnswerAsync(context, services, isLeader));
        await application.StartAsync(cancellationToken);
        return application;
    }

    private static Task AnswerAsync(HttpContext context, OperatorServices services, Func<bool> isLeader)
    {
        (int status, string text) = context.Request.Path.Value switch
        {
            "/healthz" => (StatusCodes.Status200OK, "ok\n"),
            "/readyz" => services.Manager.HasSynced
                ? (StatusCodes.Status200OK, "ok\n")
                : (StatusCodes.Status503ServiceUnavailable, "the caches are not complete yet\n"),
            "/metrics" => (StatusCodes.Status200OK, MetricsPage.Write(services, isLeader())),
            _ => (StatusCodes.Status404NotFound, "only /healthz, /readyz and /metrics are here\n"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>Signals are the caller's business.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
