using System.Text.Json;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Baton.Web.Features.Items;

internal sealed class ItemMap :
    IEntityTypeConfiguration<Item>, IEntityTypeConfiguration<ProofStep>, IEntityTypeConfiguration<TeachBack>,
    IEntityTypeConfiguration<ItemLink>, IEntityTypeConfiguration<SourceRow>
{
    public void Configure(EntityTypeBuilder<Item> item)
    {
        item.Property(i => i.Id).ValueGeneratedNever();
        item.Property(i => i.Title).HasMaxLength(200);
        item.Property(i => i.ExpectedKey).HasMaxLength(60);
        // Records are immutable and compare by value, so the record itself is its snapshot.
        item.Property(i => i.Fields).HasConversion(
            fields => FieldsJson.Write(fields),
            json => FieldsJson.Read(json));
        item.HasIndex(i => new { i.HandoverId, i.Category, i.Place });
        item.Ignore(i => i.OpenSteps);
        item.HasIndex(i => i.ReceiverId);
        item.HasOne<Handover>().WithMany().HasForeignKey(i => i.HandoverId).OnDelete(DeleteBehavior.Restrict);
        item.HasOne(i => i.Receiver).WithMany().OnDelete(DeleteBehavior.Restrict);
        item.HasOne(i => i.SourceRow).WithMany().OnDelete(DeleteBehavior.Restrict);
        item.HasMany(i => i.Steps).WithOne().HasForeignKey(s => s.ItemId).OnDelete(DeleteBehavior.ClientCascade);
        item.HasMany(i => i.TeachBacks).WithOne().HasForeignKey(t => t.ItemId).OnDelete(DeleteBehavior.Restrict);
        item.HasMany(i => i.Links).WithOne().HasForeignKey(l => l.FromId).OnDelete(DeleteBehavior.ClientCascade);
    }

    public void Configure(EntityTypeBuilder<ProofStep> step)
    {
        step.Property(s => s.Id).ValueGeneratedNever();
        step.HasOne(s => s.DoneBy).WithMany().OnDelete(DeleteBehavior.Restrict);
        // Amounts are exact; SQLite has no decimal type and keeps the text.
        step.Property(s => s.Expected).HasConversion<string>();
        step.Property(s => s.Actual).HasConversion<string>();
        step.Property(s => s.Shown).HasConversion(Lines<int>.Converter, Lines<int>.Comparer);
        step.Property(s => s.Reconciliation).HasConversion(r => r!.ToJson(), json => Reconciliation.FromJson(json));
    }

    public void Configure(EntityTypeBuilder<TeachBack> teachBack)
    {
        teachBack.Property(t => t.Id).ValueGeneratedNever();
        teachBack.HasOne(t => t.By).WithMany().OnDelete(DeleteBehavior.Restrict);
        teachBack.HasOne(t => t.AnsweredBy).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<ItemLink> link)
    {
        link.HasKey(l => new { l.FromId, l.ToId });
        link.HasOne(l => l.To).WithMany().HasForeignKey(l => l.ToId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<SourceRow> row)
    {
        row.Property(r => r.Id).ValueGeneratedNever();
        row.HasOne<Handover>().WithMany().HasForeignKey(r => r.HandoverId).OnDelete(DeleteBehavior.Restrict);
        row.Property(r => r.Headers).HasConversion(Lines<string>.Converter, Lines<string>.Comparer);
        row.Property(r => r.Cells).HasConversion(Lines<string>.Converter, Lines<string>.Comparer);
        row.Property(r => r.Sheet).HasMaxLength(200);
        row.Property(r => r.Key).HasMaxLength(64);
        row.Property(r => r.Said).HasConversion(Values.Converter, Values.Comparer);
        row.Property(r => r.Replaced).HasConversion(Values.Converter, Values.Comparer);
    }

    /// <summary>A short list as JSON in a text column, the same in both databases.</summary>
    private static class Lines<T>
        where T : notnull
    {
        public static readonly ValueConverter<List<T>, string> Converter = new(
            cells => JsonSerializer.Serialize(cells, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<List<T>>(json, JsonSerializerOptions.Default) ?? new());

        public static readonly ValueComparer<List<T>> Comparer = new(
            (a, b) => a!.SequenceEqual(b!),
            cells => cells.Aggregate(0, (hash, cell) => HashCode.Combine(hash, cell)),
            cells => cells.ToList());
    }

    /// <summary>Written once and never changed.</summary>
    private static class Values
    {
        public static readonly ValueConverter<Dictionary<string, string?>?, string?> Converter = new(
            values => values == null ? null : JsonSerializer.Serialize(values, JsonSerializerOptions.Default),
            json => json == null ? null : JsonSerializer.Deserialize<Dictionary<string, string?>>(json, JsonSerializerOptions.Default));

        public static readonly ValueComparer<Dictionary<string, string?>?> Comparer = new(
            (a, b) => ReferenceEquals(a, b), values => values == null ? 0 : values.Count, values => values);
    }
}
