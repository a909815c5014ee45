using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;

namespace Baton.Tests.Files;

/// <summary>Findings that a file solves: LIST-07, HINT-02, and the bold 「在哪里」 of LIST-02.</summary>
public sealed class FileFindingsTests
{
    [Theory, Databases]
    public async Task A_file_says_where_a_document_is_and_a_critical_item_wants_one(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver, Importance.Critical, ("kind", "contract")));
        var page = $"list?category=Documents&item={item}";
        Assert.Equal((true, true, true), await FoundAsync());

        var file = await story.AttachAsync(story.Giver, page, item, "合同.txt", "正文");
        Assert.Equal((false, false, false), await FoundAsync());

        await story.DoAsync(story.Giver, $"files/{file.Id}", "Withdraw");
        Assert.Equal((true, true, true), await FoundAsync());

        async Task<(bool List07, bool List02, bool Hint02)> FoundAsync()
        {
            var text = (await story.SeeAsync(story.Giver, "list?category=Documents")).Text;
            bool Says(string words) => text.Contains(words, StringComparison.Ordinal);
            return (Says("请附上文件，或写明放在哪里"), Says("请补上"), Says("关键事项还没有任何文件"));
        }
    }
}
