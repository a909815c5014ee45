using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.SignOff;

internal sealed class SignOffMap : IEntityTypeConfiguration<Revision>, IEntityTypeConfiguration<RevisionItem>, IEntityTypeConfiguration<Statement>,
    IEntityTypeConfiguration<Signature>, IEntityTypeConfiguration<SigningRefused>, IEntityTypeConfiguration<AgreementAcceptance>
{
    public void Configure(EntityTypeBuilder<Revision> revision)
    {
        revision.Property(r => r.Id).ValueGeneratedNever();
        revision.HasOne<Handover>().WithMany().HasForeignKey(r => r.HandoverId).OnDelete(DeleteBehavior.Restrict);
        revision.HasIndex(r => new { r.HandoverId, r.Number }).IsUnique();
        revision.HasMany(r => r.Items).WithOne().HasForeignKey(i => i.RevisionId).OnDelete(DeleteBehavior.Restrict);
        revision.HasMany(r => r.Statements).WithOne().HasForeignKey(s => s.RevisionId).OnDelete(DeleteBehavior.Restrict);
        revision.HasMany(r => r.Signatures).WithOne().HasForeignKey(s => s.RevisionId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<RevisionItem> item)
    {
        item.HasKey(i => new { i.RevisionId, i.ItemId });
        item.HasOne<Item>().WithMany().HasForeignKey(i => i.ItemId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Statement> statement)
    {
        statement.HasKey(s => new { s.RevisionId, s.Role, s.PersonId, s.SignerId });
        statement.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Restrict);
        statement.HasOne<Person>().WithMany().HasForeignKey(s => s.SignerId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Signature> signature)
    {
        signature.Property(s => s.Id).ValueGeneratedNever();
        signature.HasOne(s => s.Person).WithMany().OnDelete(DeleteBehavior.Restrict);
        signature.HasOne(s => s.MadeBy).WithMany().OnDelete(DeleteBehavior.Restrict);
        signature.HasIndex(s => s.HandoverId);
        // The database's own word that nobody signs twice: one standing signature a role, person and revision.
        signature.HasIndex(s => new { s.RevisionId, s.PersonId, s.Role }).IsUnique().HasFilter("\"VoidedAt\" IS NULL");
    }

    public void Configure(EntityTypeBuilder<SigningRefused> refused)
    {
        refused.Property(r => r.Id).ValueGeneratedNever();
        refused.HasOne<Revision>().WithMany().HasForeignKey(r => r.RevisionId).OnDelete(DeleteBehavior.Restrict);
        refused.HasOne(r => r.Person).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<AgreementAcceptance> acceptance)
    {
        acceptance.HasKey(a => new { a.PersonId, a.AgreementVersion });
        acceptance.HasOne<Person>().WithMany().HasForeignKey(a => a.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}
