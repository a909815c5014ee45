using System.Globalization;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Baton.Web.Features.Templates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Letters;

/// <summary>Writes the letters of a handover from its template, to whom the reader may see.</summary>
public sealed class LetterReader(BatonDbContext db, TimeProvider time, IStringLocalizer<LetterText> texts)
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    /// <param name="language"><see cref="Chinese"/> or <see cref="English"/>; any other is the reader's.</param>
    /// <param name="receiver">Null for all.</param>
    /// <returns>In the order of the list. Items without a receiver have none.</returns>
    public async Task<IReadOnlyList<Letter>> ReadAsync(SeenHandover seen, string? language, Guid? receiver, CancellationToken cancellationToken)
    {
        var (handover, access) = seen;
        var items = (await db.Items.AsNoTracking().Include(i => i.Receiver)
                .Where(i => i.HandoverId == handover.Id && (i.Category == Category.Customers || i.Category == Category.Suppliers)
                    && i.State != ItemState.Withdrawn && i.ReceiverId != null && (receiver == null || i.ReceiverId == receiver))
                .ToListAsync(cancellationToken))
            .Where(access.SeesContentOf).OrderBy(i => i.Category).ThenBy(i => i.Place).ToList();
        var company = await db.Companies.Select(c => c.Name).SingleAsync(cancellationToken);
        var template = await TemplateCatalog.OfAsync(db, handover.TemplateId, cancellationToken);
        return In(Language(language), () => items.ConvertAll(item => Write(item, handover, company, template)));
    }

    public static string Language(string? wanted) => wanted is Chinese or English ? wanted
        : CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? Chinese : English;

    /// <summary>The text that comes with Baton, where a template has none of its own.</summary>
    public static string Default(IStringLocalizer<LetterText> texts, string language) => In(language, () => texts["default"].Value);

    private Letter Write(Item item, Handover handover, string company, TemplateContent? template)
    {
        var (giver, receiver) = (handover.Giver?.Person, item.Receiver!);
        var from = (item.TransferAt ?? handover.TransferAt) is { } at ? handover.DayAt(at) : (DateOnly?)null;
        var (contact, email) = item.Fields switch
        {
            CustomersFields customer => (customer.Contact, customer.Email),
            SuppliersFields supplier => (supplier.Contact, supplier.Email),
            _ => (null, null),
        };
        var own = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? template?.LetterChinese : template?.LetterEnglish;
        var (subject, body) = LetterWords.Fill(own ?? texts["default"], place => place switch
        {
            LetterPlace.Name => item.Title,
            LetterPlace.Contact => contact,
            LetterPlace.Company => company,
            LetterPlace.Giver => giver?.Name,
            LetterPlace.GiverPhone => giver?.Phone,
            LetterPlace.GiverEmail => giver?.Email,
            LetterPlace.Receiver => receiver.Name,
            LetterPlace.ReceiverPhone => receiver.Phone,
            LetterPlace.ReceiverEmail => receiver.Email,
            LetterPlace.From => from is { } day ? Clock.Day(day) : null,
            LetterPlace.Today => Clock.Day(handover.DayAt(time.Now())),
            _ => throw new ArgumentOutOfRangeException(nameof(place)),
        });
        return new Letter(item.Id, item.Label, item.Title, contact, email, receiver.Id, receiver.Name, giver?.Name ?? company, giver?.Email, from, subject, body);
    }

    private static T In<T>(string language, Func<T> make)
    {
        var (culture, words) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return make();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, words);
        }
    }
}
