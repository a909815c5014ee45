using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.People;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Settings;

/// <summary>The form of /setup as typed.</summary>
public sealed record SetupForm(string? CompanyName, string? TimeZone, string? Name, string? UserName, string? Password, string? Repeated);

/// <summary>Creates the company and its first administrator, once.</summary>
public sealed class SetupService(InstallationWrite write, PasswordService passwords, TimeProvider time)
{
    public async Task<Outcome<Account>> SetUpAsync(SetupForm form, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var companyName = Typed.RequiredText(form.CompanyName, 100, nameof(form.CompanyName), refusals);
        var name = Typed.RequiredText(form.Name, 100, nameof(form.Name), refusals);
        var userName = UserNames.Read(form.UserName, nameof(form.UserName), refusals);
        var zone = Typed.RequiredText(form.TimeZone, 100, nameof(form.TimeZone), refusals);
        if (zone is not null && !TimeZones.IsKnown(zone))
        {
            refusals.Add(SettingsRefusals.UnknownZone.On(nameof(form.TimeZone)));
        }

        var personId = time.NewId();
        return await write.RunAsync<Account>(personId, Channels.Web, async change =>
        {
            if (await change.Db.Companies.AnyAsync(change.CancellationToken))
            {
                return SettingsRefusals.AlreadySetUp;
            }

            var person = new Person { Id = personId, Name = name ?? "" };
            var account = new Account
            {
                Id = change.NewId(),
                PersonId = personId,
                UserName = userName ?? "",
                Roles = SystemRoles.Administrator | SystemRoles.HumanResources,
            };
            change.Db.Companies.Add(new Company { Name = companyName ?? "", TimeZone = zone ?? "" });
            change.Db.People.Add(person);
            refusals.AddRange(await passwords.CheckAsync(account, form.Password, form.Repeated, nameof(form.Password), nameof(form.Repeated)));
            if (refusals.Count > 0)
            {
                return refusals;
            }

            await passwords.SetAsync(account, form.Password!);
            await change.RecordAsync("company.added", Streams.Installation, ("name", companyName), ("timeZone", zone));
            await change.RecordAsync("person.added", personId, ("name", name));
            await change.RecordAsync(
                "account.opened", personId, ("account", account.Id), ("userName", userName), ("roles", account.Roles));
            return account;
        }, cancellationToken);
    }
}
