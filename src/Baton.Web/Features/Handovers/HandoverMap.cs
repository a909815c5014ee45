using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.Handovers;

internal sealed class HandoverMap :
    IEntityTypeConfiguration<Handover>, IEntityTypeConfiguration<Party>,
    IEntityTypeConfiguration<TimeProposal>, IEntityTypeConfiguration<TimeConfirmation>,
    IEntityTypeConfiguration<ContactAttempt>, IEntityTypeConfiguration<Draft>
{
    public void Configure(EntityTypeBuilder<Handover> handover)
    {
        handover.HasIndex(h => h.Number).IsUnique();
        handover.HasIndex(h => new { h.Stage, h.LastWorkingDay });
        handover.HasIndex(h => h.ContinuesId);
        // Lists show the newest first; requests are few.
        handover.HasIndex(h => new { h.OpenedAt, h.Id });
        handover.HasIndex(h => h.IsRequest).HasFilter("\"IsRequest\"");
        handover.Property(h => h.Number).HasMaxLength(20);
        handover.Property(h => h.Title).HasMaxLength(200);
        handover.Property(h => h.TimeZone).HasMaxLength(64);
        handover.HasOne(h => h.Department).WithMany().OnDelete(DeleteBehavior.Restrict);
        handover.HasOne(h => h.Position).WithMany().OnDelete(DeleteBehavior.Restrict);
        handover.HasMany(h => h.Parties).WithOne(p => p.Handover).HasForeignKey(p => p.HandoverId).OnDelete(DeleteBehavior.Restrict);
        handover.PrimitiveCollection(h => h.DeclaredEmpty).ElementType(category => category.HasConversion<string>());
        handover.HasOne<Templates.TemplateVersion>().WithMany().HasForeignKey(h => h.TemplateId).OnDelete(DeleteBehavior.Restrict);
        handover.PrimitiveCollection(h => h.NotApplicable);
        handover.PrimitiveCollection(h => h.Answered);
        handover.PrimitiveCollection(h => h.PutOff);
        handover.OwnsOne(h => h.Numbers);
        handover.Ignore(h => h.Giver).Ignore(h => h.Witness).Ignore(h => h.Caretaker).Ignore(h => h.Initiator)
            .Ignore(h => h.Receivers);
    }

    public void Configure(EntityTypeBuilder<Party> party)
    {
        party.Property(p => p.Id).ValueGeneratedNever();
        party.HasOne(p => p.Person).WithMany().OnDelete(DeleteBehavior.Restrict);
        party.HasOne(p => p.Team).WithMany().OnDelete(DeleteBehavior.Restrict);
        party.HasIndex(p => new { p.PersonId, p.Role });
        party.HasIndex(p => p.TeamId);
    }

    public void Configure(EntityTypeBuilder<TimeProposal> proposal)
    {
        proposal.Property(p => p.Id).ValueGeneratedNever();
        proposal.HasOne<Handover>().WithMany().HasForeignKey(p => p.HandoverId).OnDelete(DeleteBehavior.Restrict);
        proposal.HasOne(p => p.By).WithMany().OnDelete(DeleteBehavior.Restrict);
        proposal.HasMany(p => p.Confirmations).WithOne().HasForeignKey(c => c.ProposalId);
    }

    public void Configure(EntityTypeBuilder<TimeConfirmation> confirmation) =>
        confirmation.HasKey(c => new { c.ProposalId, c.PersonId });

    public void Configure(EntityTypeBuilder<ContactAttempt> attempt)
    {
        attempt.Property(a => a.Id).ValueGeneratedNever();
        attempt.HasOne<Handover>().WithMany().HasForeignKey(a => a.HandoverId).OnDelete(DeleteBehavior.Restrict);
        attempt.HasOne(a => a.Person).WithMany().OnDelete(DeleteBehavior.Restrict);
        attempt.HasOne(a => a.By).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Draft> draft)
    {
        draft.HasKey(d => new { d.PersonId, d.Key });
        draft.HasOne<Person>().WithMany().HasForeignKey(d => d.PersonId);
        draft.Property(d => d.Key).HasMaxLength(120);
    }
}
