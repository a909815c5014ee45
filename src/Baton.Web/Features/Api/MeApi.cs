using Baton.Web.Identity;

namespace Baton.Web.Features.Api;

/// <summary>Whose token it is, and how far it reaches.</summary>
public sealed record MeJson(Guid Id, string Name, IReadOnlyList<SystemRoles> Roles, TokenJson Token);

/// <param name="HandoverId">The one handover that it reaches; null for all that its owner sees.</param>
public sealed record TokenJson(string Name, TokenScope Scope, Guid? HandoverId, DateTimeOffset ExpiresAt);

internal static class MeApi
{
    public static void MapMe(this RouteGroupBuilder api) =>
        api.MapGet("/me", (HttpContext context, Call call) =>
            {
                var actor = call.Actor;
                var token = context.Features.Get<UsedToken>()!;
                return Answers.Ok(new MeJson(actor.PersonId, actor.Name, People.PeopleWords.In(actor.Roles),
                    new TokenJson(token.Name, token.Scope, token.HandoverId, token.ExpiresAt)));
            })
            .WithTags("Me").WithMetadata(new TokenLimits.ForEveryToken())
            .Says("readMe", "Whose token it is, and how far it reaches.").Gives<MeJson>();
}
