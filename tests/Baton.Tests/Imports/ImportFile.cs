using System.Net;
using AngleSharp.Dom;
using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Imports;

/// <summary>A handover and its giver on the import page.</summary>
public sealed record ImportFile(SmallHandover Story, Visitor Giver) : IDisposable
{
    public const string Form = "form[data-form=import]";

    public static async Task<ImportFile> OpenAsync(Database database)
    {
        var story = await SmallHandover.OpenAsync(await TestApp.SharedAsync(database));
        return new(story, await story.App.SignInAsync(story.Giver));
    }

    /// <summary>Chooses a file and looks at the preview.</summary>
    public async Task<Visitor> PreviewAsync(string name, byte[] file, Category? category = null)
    {
        await Giver.GetAsync($"/handovers/{Story.Number}/import");
        await Giver.UploadAsync(Form, "Input.File", name, file, category is { } wanted ? new() { ["Input.Category"] = wanted.ToString() } : null);
        return Giver;
    }

    public async Task<Visitor> TakeAsync(Dictionary<string, string>? values = null)
    {
        await Giver.SubmitAsync(Form, values, "button[formaction*=Take]");
        return Giver;
    }

    public async Task<List<Item>> ImportAsync(string name, byte[] file, Category? category = null)
    {
        await PreviewAsync(name, file, category);
        Assert.True(Giver.Status == HttpStatusCode.OK, Giver.Text);
        await TakeAsync();
        Assert.True(Giver.Status == HttpStatusCode.OK && Giver.Path.Contains("/list", StringComparison.Ordinal), $"{Giver.Path} {Giver.Text}");
        return await ItemsAsync();
    }

    public async Task<Visitor> UndoAsync()
    {
        await Giver.GetAsync($"/handovers/{Story.Number}/import");
        await Giver.SubmitAsync("form[action*=Undo]");
        return Giver;
    }

    /// <summary>In the order of the list.</summary>
    public async Task<List<Item>> ItemsAsync() => [.. (await Story.App.ReadAsync(db => db.Items.AsNoTracking()
        .Where(i => i.HandoverId == Story.Id && i.State != ItemState.Withdrawn).ToListAsync())).OrderBy(i => i.Category).ThenBy(i => i.Place)];

    /// <summary>What the preview says of each row of the first sheet.</summary>
    public IReadOnlyList<string> Fates() =>
        [.. Giver.Page.QuerySelector(".raw tbody")!.Children.Select(row => string.Join(' ', row.Children[1].QuerySelectorAll(".chip, .small").Select(c => c.TextContent.Trim()).Take(1)))];

    public static Dictionary<string, string?> Fields(Item item) => FieldsForm.ToInput(item.Fields);

    public void Dispose() => Giver.Dispose();
}
