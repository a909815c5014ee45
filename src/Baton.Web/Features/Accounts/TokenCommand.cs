using Baton.Web.Features.Shared;

namespace Baton.Web.Features.Accounts;

/// <summary>token create --user NAME: the secret alone goes to the output, so that a script can take it.</summary>
public static class TokenCommand
{
    /// <returns>The exit code: 1 where it was refused, with the reasons on the error output.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, TokenOptions options, TextWriter output, TextWriter error)
    {
        await using var scope = services.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<TokenService>().MakeForAsync(
            options.User,
            new TokenForm { Name = options.Name, Scope = options.Scope, Handover = options.Handover, Days = options.Days },
            CancellationToken.None);
        if (!outcome.IsRefused)
        {
            await output.WriteLineAsync(outcome.Value);
            return 0;
        }

        var texts = scope.ServiceProvider.GetRequiredService<RefusalTexts>();
        foreach (var refusal in outcome.Refusals)
        {
            await error.WriteLineAsync($"--{refusal.Field!.ToLowerInvariant()}: {texts.Of(refusal)}");
        }

        return 1;
    }
}
