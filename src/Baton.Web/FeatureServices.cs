namespace Baton.Web;

internal static class FeatureServices
{
    /// <summary>Each feature's services: one line each, in the order of the process.</summary>
    public static IServiceCollection AddFeatureServices(this IServiceCollection services)
    {
        services.AddScoped<Features.Settings.CompanyCalendar>();
        services.AddScoped<Features.Settings.SetupService>();
        services.AddScoped<Features.Settings.SettingsService>();
        services.AddScoped<Features.Templates.TemplateCatalog>();
        services.AddScoped<Features.Templates.TemplateService>();
        services.AddScoped<Features.People.PeopleService>();
        services.AddScoped<Features.People.OrganisationService>();
        services.AddScoped<Features.People.PeopleImport>();
        services.AddScoped<Features.People.DepartmentImport>();
        services.AddScoped<Features.Accounts.InvitationService>();
        services.AddScoped<Features.Accounts.AccountService>();
        services.AddScoped<Features.Accounts.TokenService>();
        services.AddScoped<Features.Handovers.HandoverReader>();
        services.AddScoped<Features.Handovers.HandoverJsonReader>();
        services.AddScoped<Features.Handovers.OpenHandover>();
        services.AddScoped<Features.Handovers.PrepareService>();
        services.AddScoped<Features.Handovers.PartyService>();
        services.AddScoped<Features.Handovers.SinceSigned>();
        services.AddScoped<Features.Handovers.ContinueService>();
        services.AddScoped<Features.Positions.PositionMemory>();
        services.AddScoped<Features.Handovers.FindingTexts>();
        services.AddScoped<Features.History.HistoryWords>();
        services.AddScoped<Features.History.HistoryReader>();
        services.AddScoped<Features.Items.ItemJsonReader>();
        services.AddScoped<Features.Items.ListService>();
        services.AddScoped<Features.Items.ExpectedService>();
        services.AddScoped<Features.Items.Credentials.CredentialService>();
        services.AddScoped<Features.Imports.ListImportPlanner>();
        services.AddScoped<Features.Imports.ImportArchives>();
        services.AddScoped<Features.Imports.ListImportService>();
        services.AddScoped<Features.Items.WalkService>();
        services.AddScoped<Features.Letters.LetterReader>();
        services.AddScoped<Features.Files.FileService>();
        services.AddScoped<Features.Files.UploadService>();
        services.AddScoped<Features.Questions.QuestionService>();
        services.AddScoped<Features.Meetings.MeetingService>();
        services.AddScoped<Features.FollowUp.MatterService>();
        services.AddScoped<Features.SignOff.SignService>();
        services.AddScoped<Features.FollowUp.FollowUpService>();
        return services;
    }
}
