using Baton.Web.Features.Accounts;
using Baton.Web.Features.Api;
using Baton.Web.Features.Files;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Imports;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Meetings;
using Baton.Web.Features.People;
using Baton.Web.Features.Questions;
using Baton.Web.Features.Settings;
using Baton.Web.Features.SignOff;
using Baton.Web.Features.Templates;
using Baton.Web.Import;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Shared;

/// <summary>The sentence of a refusal, in the reader's language. The code's first word names the feature's texts.</summary>
public sealed class RefusalTexts(IStringLocalizerFactory localizers)
{
    public static readonly IReadOnlyDictionary<string, Type> Features = new Dictionary<string, Type>
    {
        ["shared"] = typeof(SharedText),
        ["text"] = typeof(SharedText),
        ["account"] = typeof(AccountText),
        ["api"] = typeof(ApiText),
        ["import"] = typeof(ImportText),
        ["list-import"] = typeof(ListImportText),
        ["people"] = typeof(PeopleText),
        ["settings"] = typeof(SettingsText),
        ["template"] = typeof(TemplateText),
        ["handover"] = typeof(HandoverText),
        ["item"] = typeof(ItemText),
        ["error"] = typeof(CategoryText),
        ["meeting"] = typeof(MeetingText),
        ["file"] = typeof(FileText),
        ["question"] = typeof(QuestionText),
        ["sign"] = typeof(SignOffText),
        ["follow-up"] = typeof(FollowUpText),
    };

    public string Of(Refusal refusal)
    {
        var feature = refusal.Code[..refusal.Code.IndexOf('.', StringComparison.Ordinal)];
        return localizers.Create(Features[feature])[refusal.Code, [.. refusal.Arguments.Select(a => a is DateOnly day ? Clock.Day(day) : a)]];
    }
}
