using System.Text;
using Baton.Tests.Host;
using Baton.Web.Features.Items.Categories;

namespace Baton.Tests.Imports;

/// <summary>What becomes of cards, calendars and documents in a list.</summary>
public class KindsTests
{
    private const string Cards =
        """
        BEGIN:VCARD
        VERSION:3.0
        UID:u-1
        FN:刘洋
        ORG:华东渠道
        TITLE:采购经理
        TEL:13800000001
        TEL:021-5555
        EMAIL:liu@example.com
        END:VCARD
        """;

    [Theory, Databases]
    public async Task Cards_become_contacts_or_customers_and_are_known_again_by_their_id(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        var contact = Assert.Single(await import.ImportAsync("名片.vcf", Encoding.UTF8.GetBytes(Cards)));
        Assert.Equal((Category.Contacts, "刘洋", "TEL 2：021-5555"), (contact.Category, contact.Title, contact.Description));
        var fields = ImportFile.Fields(contact);
        Assert.Equal(("华东渠道", "采购经理", "13800000001", "liu@example.com"), (fields["organisation"], fields["role"], fields["phone"], fields["email"]));

        var now = Assert.Single(await import.ImportAsync("别的名字.vcf", Encoding.UTF8.GetBytes(Cards.Replace("采购经理", "采购总监", StringComparison.Ordinal))));
        Assert.Equal((contact.Id, "采购总监"), (now.Id, ImportFile.Fields(now)["role"]));
    }

    [Theory, Databases]
    public async Task Cards_become_suppliers_where_one_says_so(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        var supplier = Assert.Single(await import.ImportAsync("名片.vcf", Encoding.UTF8.GetBytes(Cards), Category.Suppliers));

        Assert.Equal((Category.Suppliers, "华东渠道", "刘洋"), (supplier.Category, supplier.Title, ImportFile.Fields(supplier)["contact"]));
    }

    [Theory, Databases]
    public async Task A_calendar_becomes_pending_items_and_duties(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        var items = await import.ImportAsync("日历.ics", Encoding.UTF8.GetBytes(
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:a
            SUMMARY:续签合同
            DTSTART:20261215T010000Z
            END:VEVENT
            BEGIN:VEVENT
            UID:c
            SUMMARY:周会
            DTSTART:20261201T090000
            RRULE:FREQ=WEEKLY;BYDAY=MO,TH
            END:VEVENT
            END:VCALENDAR
            """));

        Assert.Equal([(Category.Duties, "周会"), (Category.Pending, "续签合同")], items.Select(i => (i.Category, i.Title)));
        Assert.Equal("每周，星期一、星期四", ImportFile.Fields(items[0])["frequency"]);
        Assert.Equal(("2026-12-15", "DUE：2026-12-15 09:00"), (ImportFile.Fields(items[1])["due"], items[1].Description));
    }

    [Theory, Databases]
    public async Task Headings_say_the_category_of_what_stands_below_them(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        var items = await import.ImportAsync("交接.md", Encoding.UTF8.GetBytes("# 交接\n\n## 工作职责\n\n- 月报\n  - 先对账\n\n## 系统与工具\n\n- ERP\n\n## 资产\n\n| 名称 | 数量 |\n|---|---|\n| 电脑 | 2 |\n"));

        Assert.Equal([(Category.Duties, "月报"), (Category.Systems, "ERP"), (Category.Assets, "电脑")], items.Select(i => (i.Category, i.Title)));
        Assert.Equal("- 先对账", items[0].Description);
        Assert.Equal("2", ImportFile.Fields(items[2])["quantity"]);
    }

    [Theory, Databases]
    public async Task A_Word_document_becomes_items(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        var items = await import.ImportAsync("poi.docx", await File.ReadAllBytesAsync(RealFiles.Path("docx/poi-ComplexNumberedLists.docx"), TestContext.Current.CancellationToken));

        Assert.NotEmpty(items);
    }
}
