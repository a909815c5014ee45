using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

/// <summary>The page of one department, position or team, or of a new one.</summary>
public abstract class OrganisationPage(IStringLocalizer<PeopleText> texts) : PeoplePage
{
    public const string New = "new";

    /// <summary>Its id, or <see cref="New"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string Key { get; set; } = "";

    public bool IsNew => Key == New;

    /// <summary>Null for a new one; an id that nothing has where the address is no id.</summary>
    protected Guid? Id => IsNew ? null : Guid.TryParse(Key, out var id) ? id : Guid.Empty;

    /// <summary>Back to the list, with a sentence.</summary>
    protected LocalRedirectResult To(string list, string said, params object[] arguments)
    {
        Flash = texts[said, arguments];
        return LocalRedirect(list);
    }
}
