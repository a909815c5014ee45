using Baton.Web.Features.Handovers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.FollowUp;

internal sealed class FollowUpMap : IEntityTypeConfiguration<Matter>, IEntityTypeConfiguration<FollowUpCheck>,
    IEntityTypeConfiguration<MasteryRating>, IEntityTypeConfiguration<Waiver>, IEntityTypeConfiguration<Supplement>
{
    public void Configure(EntityTypeBuilder<Matter> matter)
    {
        matter.Property(m => m.Id).ValueGeneratedNever();
        matter.HasOne<Handover>().WithMany().HasForeignKey(m => m.HandoverId).OnDelete(DeleteBehavior.Restrict);
        matter.HasOne(m => m.Item).WithMany().OnDelete(DeleteBehavior.Restrict);
        matter.HasOne(m => m.Owner).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<FollowUpCheck> check)
    {
        check.Property(c => c.Id).ValueGeneratedNever();
        check.HasOne<Handover>().WithMany().HasForeignKey(c => c.HandoverId).OnDelete(DeleteBehavior.Restrict);
        check.HasOne(c => c.Receiver).WithMany().OnDelete(DeleteBehavior.Restrict);
        check.HasMany(c => c.Ratings).WithOne().HasForeignKey(r => r.CheckId);
    }

    public void Configure(EntityTypeBuilder<MasteryRating> rating)
    {
        rating.HasKey(r => new { r.CheckId, r.ItemId });
        rating.HasOne(r => r.Item).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Waiver> waiver)
    {
        waiver.Property(w => w.Id).ValueGeneratedNever();
        waiver.HasOne<Handover>().WithMany().HasForeignKey(w => w.HandoverId).OnDelete(DeleteBehavior.Restrict);
        waiver.HasOne(w => w.AskedBy).WithMany().OnDelete(DeleteBehavior.Restrict);
        waiver.HasOne(w => w.DecidedBy).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Supplement> supplement)
    {
        supplement.Property(s => s.Id).ValueGeneratedNever();
        supplement.HasOne<Handover>().WithMany().HasForeignKey(s => s.HandoverId).OnDelete(DeleteBehavior.Restrict);
    }
}
