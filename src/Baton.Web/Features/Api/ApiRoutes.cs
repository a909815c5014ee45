using Baton.Web.Features.Files;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.History;
using Baton.Web.Features.Imports;
using Baton.Web.Features.Items;
using Baton.Web.Features.Letters;
using Baton.Web.Features.Meetings;
using Baton.Web.Features.People;
using Baton.Web.Features.Positions;
using Baton.Web.Features.Questions;
using Baton.Web.Features.Settings;
using Baton.Web.Features.SignOff;
using Baton.Web.Features.Templates;
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
        api.AddEndpointFilter<VersionFilter>();
        api.MapMe();
        api.MapHandovers();
        api.MapOrganisation();
        api.MapSettings();
        api.MapTemplates();

        var handover = api.MapGroup("/handovers/{number}");
        handover.MapHandover();
        handover.MapParties();
        handover.MapItems();
        handover.MapImports();
        handover.MapLastList();
        handover.MapLetters();
        handover.MapTemplate();
        handover.MapFiles();
        handover.MapQuestions();
        handover.MapMeetings();
        handover.MapFollowUp();
        handover.MapSignOff();
        handover.MapHistory();
    }
}
