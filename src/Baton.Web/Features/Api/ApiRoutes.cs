using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Identity;

namespace Baton.Web.Features.Api;

/// <summary>Everything below /api/v1: what a person can do, a program can do by the same rules.</summary>
internal static class ApiRoutes
{
    public const string Root = ApiAnswers.Root + "/v1";

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Root).RequireAuthorization(TokenLimits.Policy);
        api.AddEndpointFilter<OnceFilter>();
        api.MapMe();
        api.MapHandovers();

        var handover = api.MapGroup("/handovers/{number}");
        handover.AddEndpointFilter<VersionFilter>();
        handover.MapHandover();
        handover.MapParties();
        handover.MapItems();
    }
}
