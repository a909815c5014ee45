using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Events;

internal sealed class EventMap : IEntityTypeConfiguration<StoredEvent>, IEntityTypeConfiguration<EventBody>
{
    public void Configure(EntityTypeBuilder<StoredEvent> stored)
    {
        stored.HasKey(e => new { e.StreamId, e.Sequence });
        stored.Property(e => e.Kind).HasMaxLength(80);
        stored.Property(e => e.Channel).HasMaxLength(10);
        stored.HasIndex(e => e.SubjectId);
        stored.HasOne(e => e.Body).WithOne().HasForeignKey<EventBody>(b => new { b.StreamId, b.Sequence }).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<EventBody> body)
    {
        body.ToTable("EventBodies");
        body.HasKey(b => new { b.StreamId, b.Sequence });
    }
}
