using Baton.Web.Features.Handovers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.Files;

internal sealed class FileMap : IEntityTypeConfiguration<Attachment>, IEntityTypeConfiguration<FileOpening>, IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Attachment> file)
    {
        file.Property(f => f.Id).ValueGeneratedNever();
        file.Property(f => f.Name).HasMaxLength(Web.Files.FileNames.MaxLength);
        file.Property(f => f.Hash).HasMaxLength(64);
        file.Ignore(f => f.IsCurrent);
        file.HasOne<Handover>().WithMany().HasForeignKey(f => f.HandoverId).OnDelete(DeleteBehavior.Restrict);
        file.HasOne(f => f.Item).WithMany().OnDelete(DeleteBehavior.Restrict);
        file.HasOne(f => f.AddedBy).WithMany().OnDelete(DeleteBehavior.Restrict);
        file.HasIndex(f => f.SubjectId);
    }

    public void Configure(EntityTypeBuilder<FileOpening> opening)
    {
        opening.HasKey(o => new { o.AttachmentId, o.PersonId, o.SignInId });
        opening.HasOne<Attachment>().WithMany().HasForeignKey(o => o.AttachmentId).OnDelete(DeleteBehavior.Restrict);
        opening.HasOne(o => o.Person).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Upload> upload)
    {
        upload.Property(u => u.Id).ValueGeneratedNever();
        upload.Property(u => u.Name).HasMaxLength(Web.Files.FileNames.MaxLength);
        upload.Property(u => u.Hash).HasMaxLength(64);
        upload.HasIndex(u => u.HandoverId);
        upload.HasIndex(u => u.ExpiresAt);
    }
}
