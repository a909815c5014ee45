using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Identity;

internal sealed class IdentityMap :
    IEntityTypeConfiguration<Account>, IEntityTypeConfiguration<SignIn>, IEntityTypeConfiguration<Invitation>,
    IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.Property(a => a.Id).ValueGeneratedNever();
        account.HasIndex(a => a.PersonId).IsUnique();
        account.HasOne(a => a.Person).WithMany().HasForeignKey(a => a.PersonId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<SignIn> signIn)
    {
        signIn.Property(s => s.Id).ValueGeneratedNever();
        signIn.HasOne(s => s.Account).WithMany().HasForeignKey(s => s.AccountId);
        signIn.Property(s => s.Device).HasMaxLength(200);
    }

    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.Property(i => i.Id).ValueGeneratedNever();
        invitation.HasIndex(i => i.TokenHash).IsUnique();
        invitation.HasOne(i => i.Person).WithMany().HasForeignKey(i => i.PersonId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<ApiToken> token)
    {
        token.Property(t => t.Id).ValueGeneratedNever();
        token.Property(t => t.Name).HasMaxLength(ApiToken.NameLength);
        token.HasIndex(t => t.Hash).IsUnique();
        token.HasOne(t => t.Account).WithMany().HasForeignKey(t => t.AccountId).OnDelete(DeleteBehavior.Restrict);
        token.HasOne<Features.Handovers.Handover>().WithMany().HasForeignKey(t => t.HandoverId).OnDelete(DeleteBehavior.Restrict);
    }
}
