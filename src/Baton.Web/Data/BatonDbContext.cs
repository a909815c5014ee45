using Baton.Web.Events;
using Baton.Web.Features.Api;
using Baton.Web.Features.Files;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Imports;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Credentials;
using Baton.Web.Features.Meetings;
using Baton.Web.Features.People;
using Baton.Web.Features.Questions;
using Baton.Web.Features.Settings;
using Baton.Web.Features.SignOff;
using Baton.Web.Features.Templates;
using Baton.Web.Identity;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Data;

/// <summary>
/// The model, the same on both databases. <see cref="SqliteBatonDbContext"/> and <see cref="PostgresBatonDbContext"/>
/// add the little that differs; both have migrations of their own.
/// </summary>
public abstract class BatonDbContext(DbContextOptions options)
    : IdentityUserContext<Account, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<Company> Companies => Set<Company>();
    public DbSet<CompanyDay> CompanyDays => Set<CompanyDay>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<Department> Departments => Set<Department>();
    public DbSet<Position> Positions => Set<Position>();
    public DbSet<Team> Teams => Set<Team>();
    public DbSet<TeamMember> TeamMembers => Set<TeamMember>();
    public DbSet<SignIn> SignIns => Set<SignIn>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();
    public DbSet<OnceKey> OnceKeys => Set<OnceKey>();
    public DbSet<Template> Templates => Set<Template>();
    public DbSet<RetiredBuiltIn> RetiredBuiltIns => Set<RetiredBuiltIn>();
    public DbSet<TemplateVersion> TemplateVersions => Set<TemplateVersion>();
    public DbSet<Desk> Desks => Set<Desk>();
    public DbSet<Handover> Handovers => Set<Handover>();
    public DbSet<Party> Parties => Set<Party>();
    public DbSet<TimeProposal> TimeProposals => Set<TimeProposal>();
    public DbSet<TimeConfirmation> TimeConfirmations => Set<TimeConfirmation>();
    public DbSet<OpenPoint> OpenPoints => Set<OpenPoint>();
    public DbSet<ContactAttempt> ContactAttempts => Set<ContactAttempt>();
    public DbSet<Draft> Drafts => Set<Draft>();
    public DbSet<Item> Items => Set<Item>();
    public DbSet<ItemLink> ItemLinks => Set<ItemLink>();
    public DbSet<ProofStep> ProofSteps => Set<ProofStep>();
    public DbSet<TeachBack> TeachBacks => Set<TeachBack>();
    public DbSet<SourceRow> SourceRows => Set<SourceRow>();
    public DbSet<SealedCredential> SealedCredentials => Set<SealedCredential>();
    public DbSet<ListImport> ListImports => Set<ListImport>();
    public DbSet<Attachment> Attachments => Set<Attachment>();
    public DbSet<FileOpening> FileOpenings => Set<FileOpening>();
    public DbSet<Upload> Uploads => Set<Upload>();
    public DbSet<Question> Questions => Set<Question>();
    public DbSet<Answer> Answers => Set<Answer>();
    public DbSet<Meeting> Meetings => Set<Meeting>();
    public DbSet<Revision> Revisions => Set<Revision>();
    public DbSet<RevisionItem> RevisionItems => Set<RevisionItem>();
    public DbSet<Statement> Statements => Set<Statement>();
    public DbSet<Signature> Signatures => Set<Signature>();
    public DbSet<SigningRefused> SigningRefusals => Set<SigningRefused>();
    public DbSet<AgreementAcceptance> AgreementAcceptances => Set<AgreementAcceptance>();
    public DbSet<Matter> Matters => Set<Matter>();
    public DbSet<FollowUpCheck> FollowUpChecks => Set<FollowUpCheck>();
    public DbSet<MasteryRating> MasteryRatings => Set<MasteryRating>();
    public DbSet<Waiver> Waivers => Set<Waiver>();
    public DbSet<Supplement> Supplements => Set<Supplement>();
    public DbSet<StoredEvent> Events => Set<StoredEvent>();
    public DbSet<EventBody> EventBodies => Set<EventBody>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Begins the transaction of a change. Disposed before it is committed, it takes everything back.</summary>
    public virtual async Task<WriteTransaction> BeginWriteAsync(CancellationToken cancellationToken) =>
        new(await Database.BeginTransactionAsync(cancellationToken), null);

    /// <summary>
    /// Holds the handover's row until the transaction ends, so that the rules see nothing that changes beside them.
    /// </summary>
    public abstract Task LockHandoverAsync(Guid handoverId, CancellationToken cancellationToken);

    /// <summary>Holds the installation's stream until the transaction ends.</summary>
    public abstract Task LockInstallationAsync(CancellationToken cancellationToken);

    /// <summary>The next number of a series, from 1, without gaps: called inside the transaction that uses it.</summary>
    public abstract Task<int> NextInSeriesAsync(string series, CancellationToken cancellationToken);

    /// <summary>
    /// Creates the triggers with which the database itself refuses to change the record. Repeatable; called after
    /// every migration, since SQLite's table rebuilds drop triggers silently.
    /// </summary>
    public abstract Task ProtectRecordAsync(CancellationToken cancellationToken);

    /// <summary>Names of the triggers that should be there and are not.</summary>
    public abstract Task<IReadOnlyList<string>> MissingProtectionAsync(CancellationToken cancellationToken);

    /// <summary>Adds the key to the transaction; waits for whoever else is about to.</summary>
    /// <returns>False where it is there already: nothing is added then, and the transaction goes on.</returns>
    public async Task<bool> InsertOnceAsync(OnceKey key, CancellationToken cancellationToken) => await Database.ExecuteSqlAsync(
        $"""
        INSERT INTO "OnceKeys" ("AccountId", "Key", "RequestHash", "At")
        VALUES ({key.AccountId}, {key.Key}, {key.RequestHash}, {key.At.ToUnixTimeMilliseconds()}) ON CONFLICT DO NOTHING
        """, cancellationToken) == 1;

    /// <summary>Keeps a template's version in the transaction, unless it is there already.</summary>
    public Task InsertOnceAsync(TemplateVersion version, CancellationToken cancellationToken) => Database.ExecuteSqlAsync(
        $"""
        INSERT INTO "TemplateVersions" ("Id", "Content") VALUES ({version.Id}, {version.Content.ToJson()}) ON CONFLICT DO NOTHING
        """, cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configuration.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(BatonDbContext).Assembly);
        builder.Entity<Series>().HasKey(s => s.Name);
    }
}

/// <summary>The last number given out in a series.</summary>
public sealed class Series
{
    public required string Name { get; init; }
    public int Last { get; set; }
}
