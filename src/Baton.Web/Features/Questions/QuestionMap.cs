using Baton.Web.Features.Handovers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.Questions;

internal sealed class QuestionMap : IEntityTypeConfiguration<Question>, IEntityTypeConfiguration<Answer>
{
    public void Configure(EntityTypeBuilder<Question> question)
    {
        question.Property(q => q.Id).ValueGeneratedNever();
        question.HasOne<Handover>().WithMany().HasForeignKey(q => q.HandoverId).OnDelete(DeleteBehavior.Restrict);
        question.HasOne(q => q.Item).WithMany().OnDelete(DeleteBehavior.Restrict);
        question.HasOne(q => q.AskedBy).WithMany().OnDelete(DeleteBehavior.Restrict);
        question.HasOne(q => q.ResolvedBy).WithMany().OnDelete(DeleteBehavior.Restrict);
        question.HasMany(q => q.Answers).WithOne().HasForeignKey(a => a.QuestionId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Answer> answer)
    {
        answer.Property(a => a.Id).ValueGeneratedNever();
        answer.HasOne(a => a.By).WithMany().OnDelete(DeleteBehavior.Restrict);
    }
}
