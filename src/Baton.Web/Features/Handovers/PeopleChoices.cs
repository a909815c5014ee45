using Baton.Web.Data;
using Baton.Web.Features.People;
using Baton.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>People to choose from, as 「张伟（财务部 财务主管）」, by department and name.</summary>
public static class PeopleChoices
{
    public static async Task<List<Person>> LoadAsync(BatonDbContext db, CancellationToken cancellationToken) =>
        await db.People.AsNoTracking().Include(p => p.Department).Include(p => p.Position).Where(p => p.Active)
            .OrderBy(p => p.Department!.Name).ThenBy(p => p.Name).ToListAsync(cancellationToken);

    public static IEnumerable<Choice> Choices(this IEnumerable<Person> people, string nothing) =>
        people.Select(p => new Choice(p.Id.ToString("D"), Describe(p))).Prepend(new Choice("", nothing));

    public static string Describe(Person person) =>
        string.Join(' ', new[] { person.Department?.Name, person.Position?.Name }.OfType<string>()) is { Length: > 0 } where
            ? $"{person.Name}（{where}）"
            : person.Name;
}
