using Baton.Web.Features.Handovers;
using Baton.Web.Features.People;
using Baton.Web.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.Imports;

/// <summary>A file that was taken into a list; its rows are <see cref="Items.SourceRow"/>s with its id as batch.</summary>
public sealed class ListImport
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    /// <summary>Cleaned (<see cref="FileNames.Clean"/>).</summary>
    public required string FileName { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid ById { get; init; }
    public Person? By { get; init; }
    public int Added { get; init; }
    public int Changed { get; init; }
    public DateTimeOffset? UndoneAt { get; set; }
    public Guid? UndoneById { get; set; }
}

internal sealed class ListImportMap : IEntityTypeConfiguration<ListImport>
{
    public void Configure(EntityTypeBuilder<ListImport> import)
    {
        import.Property(i => i.Id).ValueGeneratedNever();
        import.Property(i => i.FileName).HasMaxLength(FileNames.MaxLength);
        import.HasOne<Handover>().WithMany().HasForeignKey(i => i.HandoverId).OnDelete(DeleteBehavior.Restrict);
        import.HasOne(i => i.By).WithMany().HasForeignKey(i => i.ById).OnDelete(DeleteBehavior.Restrict);
    }
}
