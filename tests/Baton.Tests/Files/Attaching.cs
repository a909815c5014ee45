using System.Security.Cryptography;
using System.Text;
using Baton.Tests.Host;
using Baton.Web.Features.Files;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Files;

/// <summary>Files on the pages of a story.</summary>
internal static class Attaching
{
    public static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Chooses a file in the form of what stands on this page, and sends it; whatever the answer.</summary>
    public static async Task<Visitor> TryAttachAsync(this HandoverStory story, TestPerson person, string page, Guid subject, string name, byte[] bytes)
    {
        var visitor = await story.SeeAsync(person, page);
        Assert.True(visitor.Page.QuerySelector($"#files-{subject:N} form") is not null, $"No form for files on {visitor.Path}: {visitor.Text}");
        await visitor.UploadAsync($"#files-{subject:N} form", "files", name, bytes);
        return visitor;
    }

    public static async Task<Attachment> AttachAsync(this HandoverStory story, TestPerson person, string page, Guid subject, string name, byte[] bytes)
    {
        HandoverStory.Accepted(await story.TryAttachAsync(person, page, subject, name, bytes));
        return (await story.FilesAsync(subject)).Last();
    }

    public static Task<Attachment> AttachAsync(this HandoverStory story, TestPerson person, string page, Guid subject, string name, string text) =>
        story.AttachAsync(person, page, subject, name, Encoding.UTF8.GetBytes(text));

    /// <summary>All versions, in the order in which they came.</summary>
    public static Task<List<Attachment>> FilesAsync(this HandoverStory story, Guid subject) => story.App.ReadAsync(
        db => db.Attachments.AsNoTracking().Where(f => f.SubjectId == subject).OrderBy(f => f.Id).ToListAsync());

    public static Task<List<string>> KindsAsync(this HandoverStory story, string prefix) => story.App.ReadAsync(db => db.Events
        .Where(e => db.Handovers.Any(h => h.Id == e.StreamId && h.Number == story.Number) && e.Kind.StartsWith(prefix))
        .OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync());

    public static async Task<HttpResponseMessage> GetFileAsync(this HandoverStory story, TestPerson person, string path) =>
        await (await story.AsAsync(person)).Client.GetAsync(story.Address(path), TestContext.Current.CancellationToken);
}
