using Baton.Web.Features.Settings;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.People;

internal sealed class PeopleMap :
    IEntityTypeConfiguration<Person>, IEntityTypeConfiguration<Department>, IEntityTypeConfiguration<Position>,
    IEntityTypeConfiguration<Team>, IEntityTypeConfiguration<TeamMember>,
    IEntityTypeConfiguration<Company>, IEntityTypeConfiguration<CompanyDay>
{
    public void Configure(EntityTypeBuilder<Person> person)
    {
        person.Property(p => p.Id).ValueGeneratedNever();
        person.Property(p => p.Name).HasMaxLength(100);
        person.HasIndex(p => p.EmployeeNumber).IsUnique();
        person.HasOne(p => p.Department).WithMany().HasForeignKey(p => p.DepartmentId).OnDelete(DeleteBehavior.Restrict);
        person.HasOne(p => p.Position).WithMany().HasForeignKey(p => p.PositionId).OnDelete(DeleteBehavior.Restrict);
        person.HasOne(p => p.Manager).WithMany().HasForeignKey(p => p.ManagerId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Department> department)
    {
        department.Property(d => d.Id).ValueGeneratedNever();
        department.Property(d => d.Name).HasMaxLength(100);
        department.HasIndex(d => d.Name).IsUnique();
        department.HasOne(d => d.Head).WithMany().HasForeignKey(d => d.HeadId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Position> position)
    {
        position.Property(p => p.Id).ValueGeneratedNever();
        position.Property(p => p.Name).HasMaxLength(100);
        position.Property(p => p.TemplateKey).HasMaxLength(40);
        position.HasOne(p => p.Department).WithMany().HasForeignKey(p => p.DepartmentId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Team> team)
    {
        team.Property(t => t.Id).ValueGeneratedNever();
        team.Property(t => t.Name).HasMaxLength(100);
        team.HasIndex(t => t.Name).IsUnique();
        team.HasOne(t => t.Lead).WithMany().OnDelete(DeleteBehavior.Restrict);
        team.HasMany(t => t.Members).WithOne().HasForeignKey(m => m.TeamId);
    }

    public void Configure(EntityTypeBuilder<TeamMember> member)
    {
        member.HasKey(m => new { m.TeamId, m.PersonId });
        member.HasOne(m => m.Person).WithMany().OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Company> company) => company.Property(c => c.Id).ValueGeneratedNever();

    public void Configure(EntityTypeBuilder<CompanyDay> day) => day.HasKey(d => d.Day);
}
