using System.Collections.Concurrent;
using System.Globalization;
using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Templates;

/// <summary>A template as people choose it.</summary>
/// <param name="Key">Of one that comes with Baton its name, of the company's own its id.</param>
public sealed record TemplateChoice(string Key, string Name, string? Description, bool IsBuiltIn, bool IsRetired);

/// <summary>The templates that there are: those that come with Baton, and the company's own.</summary>
public sealed class TemplateCatalog(BatonDbContext db)
{
    /// <summary>Instead of a key: what the giver's position asks for.</summary>
    public const string ByPosition = "by-position";

    private static readonly ConcurrentDictionary<Guid, TemplateContent> Versions = new();

    /// <summary>The company's own first, each sort in its order; those of Baton in the reader's language.</summary>
    public async Task<IReadOnlyList<TemplateChoice>> ListAsync(CancellationToken cancellationToken)
    {
        var own = await db.Templates.AsNoTracking().ToListAsync(cancellationToken);
        var retired = await db.RetiredBuiltIns.Select(r => r.Key).ToListAsync(cancellationToken);
        return
        [
            .. own.Select(t => new TemplateChoice(t.Id.ToString("D"), t.Content.Name, t.Content.Description, false, t.RetiredAt is not null))
                .OrderBy(t => t.Name, StringComparer.CurrentCulture),
            .. BuiltInTemplates.Keys.Select(key => (Key: key, Content: BuiltInTemplates.Find(key, CultureInfo.CurrentUICulture)!))
                .Select(t => new TemplateChoice(t.Key, t.Content.Name, t.Content.Description, true, retired.Contains(t.Key))),
        ];
    }

    /// <summary>Those that a handover can begin with.</summary>
    public async Task<IReadOnlyList<TemplateChoice>> OfferedAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Where(t => !t.IsRetired)];

    /// <returns>What stands in it, and the version of one of the company's own; null where there is none of that key.</returns>
    public async Task<(TemplateContent Content, int Version, bool IsRetired)?> FindAsync(string? key, CancellationToken cancellationToken)
    {
        if (Guid.TryParseExact(key, "D", out var id))
        {
            return await db.Templates.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is { } own
                ? (own.Content, own.Version, own.RetiredAt is not null) : null;
        }

        return key is not null && BuiltInTemplates.Find(key, CultureInfo.CurrentUICulture) is { } content
            ? (content, 0, await db.RetiredBuiltIns.AnyAsync(r => r.Key == key, cancellationToken)) : null;
    }

    /// <summary>The template that a handover began with. A version never changes, so it is read once.</summary>
    public static async Task<TemplateContent?> OfAsync(BatonDbContext db, Guid? versionId, CancellationToken cancellationToken)
    {
        if (versionId is not { } id)
        {
            return null;
        }

        if (!Versions.TryGetValue(id, out var content))
        {
            content = await db.TemplateVersions.AsNoTracking().Where(v => v.Id == id).Select(v => v.Content).SingleAsync(cancellationToken);
            Versions[id] = content;
        }

        return content;
    }

    /// <summary>Keeps a template for a handover that begins with it; called inside the transaction that opens it.</summary>
    public static async Task<Guid> KeepAsync(BatonDbContext db, TemplateContent content, CancellationToken cancellationToken)
    {
        var version = TemplateVersion.Of(content);
        await db.InsertOnceAsync(version, cancellationToken);
        return version.Id;
    }

    /// <returns>What a position asks for; null where that is no longer offered.</returns>
    public async Task<(string Key, TemplateContent Content)?> ForAsync(People.Position? position, CancellationToken cancellationToken)
    {
        var key = position?.TemplateKey ?? Guess(position);
        return await FindAsync(key, cancellationToken) is { IsRetired: false } found ? (key, found.Content) : null;
    }

    /// <summary>What a position's name suggests, where nobody said which template is its own.</summary>
    public static string Guess(People.Position? position)
    {
        if (position?.AccountingRank is People.AccountingRank.AccountingHead or People.AccountingRank.AccountingSupervisor)
        {
            return "finance-head";
        }

        var name = position?.Name ?? "";
        return Words.FirstOrDefault(w => name.Contains(w.Word, StringComparison.OrdinalIgnoreCase)).Key
            ?? (position?.AccountingRank == People.AccountingRank.Accountant ? "accountant" : "general");
    }

    // Narrower words come first.
    private static readonly (string Word, string Key)[] Words =
    [
        ("出纳", "cashier"), ("cashier", "cashier"), ("财务经理", "finance-head"), ("财务总监", "finance-head"), ("财务主管", "finance-head"), ("会计", "accountant"), ("财务", "accountant"),
        ("accountant", "accountant"), ("运维", "system-administrator"), ("系统管理", "system-administrator"), ("网络管理", "system-administrator"),
        ("system admin", "system-administrator"), ("开发", "software-engineer"), ("程序", "software-engineer"), ("软件", "software-engineer"),
        ("developer", "software-engineer"), ("software", "software-engineer"), ("项目经理", "project-manager"), ("project manager", "project-manager"),
        ("客服", "customer-service"), ("客户服务", "customer-service"), ("customer service", "customer-service"), ("采购", "purchasing"), ("purchas", "purchasing"),
        ("仓", "warehouse"), ("warehouse", "warehouse"), ("人事", "human-resources"), ("人力", "human-resources"), ("human resources", "human-resources"),
        ("行政", "administration"), ("办公室", "administration"), ("销售", "sales"), ("业务", "sales"), ("sales", "sales"), ("教师", "teacher"), ("班主任", "teacher"),
        ("teacher", "teacher"), ("护士", "nurse-lead"), ("护理", "nurse-lead"), ("nurse", "nurse-lead"), ("经理", "department-head"), ("主任", "department-head"),
        ("部长", "department-head"), ("总监", "department-head"), ("head of", "department-head"),
    ];
}
