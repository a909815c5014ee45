using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.Templates;

/// <summary>A template of the company's own.</summary>
public sealed class Template
{
    public Guid Id { get; init; }
    public required TemplateContent Content { get; set; }

    /// <summary>Grows by one with every change.</summary>
    public int Version { get; set; } = 1;

    /// <summary>No longer offered; handovers that began with it keep it.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}

/// <summary>One that comes with Baton and is no longer offered here.</summary>
public sealed class RetiredBuiltIn
{
    public required string Key { get; init; }
}

/// <summary>
/// A template as it was when handovers began with it; never changed, and the same row for all that began with the same.
/// </summary>
public sealed class TemplateVersion
{
    /// <summary>The first half of the content's SHA-256.</summary>
    public Guid Id { get; init; }

    public required TemplateContent Content { get; init; }

    public static TemplateVersion Of(TemplateContent content) => new()
    {
        Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToJson())).AsSpan(0, 16), bigEndian: true), Content = content,
    };
}

/// <summary>点收: who takes things back, for the whole company.</summary>
public sealed class Desk
{
    public DeskKind Kind { get; init; }
    public Guid PersonId { get; set; }
    public People.Person? Person { get; init; }
}

internal sealed class TemplateMap :
    IEntityTypeConfiguration<Template>, IEntityTypeConfiguration<RetiredBuiltIn>, IEntityTypeConfiguration<TemplateVersion>, IEntityTypeConfiguration<Desk>
{
    public void Configure(EntityTypeBuilder<Template> template)
    {
        template.Property(t => t.Id).ValueGeneratedNever();
        // Records are immutable; a change is another record.
        template.Property(t => t.Content).HasConversion(content => content.ToJson(), json => TemplateContent.FromJson(json));
    }

    public void Configure(EntityTypeBuilder<RetiredBuiltIn> retired)
    {
        retired.HasKey(r => r.Key);
        retired.Property(r => r.Key).HasMaxLength(40);
    }

    public void Configure(EntityTypeBuilder<TemplateVersion> version)
    {
        version.Property(v => v.Id).ValueGeneratedNever();
        version.Property(v => v.Content).HasConversion(content => content.ToJson(), json => TemplateContent.FromJson(json));
    }

    public void Configure(EntityTypeBuilder<Desk> desk)
    {
        desk.HasKey(d => d.Kind);
        desk.HasOne(d => d.Person).WithMany().HasForeignKey(d => d.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}
