using Baton.Web.Features.Handovers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.Meetings;

internal sealed class MeetingMap : IEntityTypeConfiguration<Meeting>, IEntityTypeConfiguration<MeetingAttendee>,
    IEntityTypeConfiguration<MeetingItem>, IEntityTypeConfiguration<MeetingTime>
{
    public void Configure(EntityTypeBuilder<Meeting> meeting)
    {
        meeting.Property(m => m.Id).ValueGeneratedNever();
        meeting.Property(m => m.Title).HasMaxLength(200);
        meeting.HasOne<Handover>().WithMany().HasForeignKey(m => m.HandoverId).OnDelete(DeleteBehavior.Restrict);
        meeting.HasMany(m => m.Attendees).WithOne().HasForeignKey(a => a.MeetingId);
        meeting.HasMany(m => m.Items).WithOne().HasForeignKey(i => i.MeetingId);
        meeting.HasMany(m => m.Times).WithOne().HasForeignKey(t => t.MeetingId);
    }

    public void Configure(EntityTypeBuilder<MeetingAttendee> attendee)
    {
        attendee.HasKey(a => new { a.MeetingId, a.PersonId });
        attendee.HasOne(a => a.Person).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<MeetingItem> item)
    {
        item.HasKey(i => new { i.MeetingId, i.ItemId });
        item.HasOne(i => i.Item).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<MeetingTime> time)
    {
        time.Property(t => t.Id).ValueGeneratedNever();
        time.HasOne(t => t.ProposedBy).WithMany().OnDelete(DeleteBehavior.Restrict);
    }
}
