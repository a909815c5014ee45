using System.Globalization;
using System.Text.Encodings.Web;
using Baton.Web.Data;
using Baton.Web.Demo;
using Baton.Web.Events;
using Baton.Web.Features.Accounts;
using Baton.Web.Features.Api;
using Baton.Web.Features.Files;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Settings;
using Baton.Web.Features.Shared;
using Baton.Web.Files;
using Baton.Web.Identity;
using Baton.Web.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Serilog;

namespace Baton.Web;

/// <summary>Composition: what the parts are and in which order a request meets them. Rules stand in the features.</summary>
public static class BatonApp
{
    /// <summary>
    /// A line of the log. The trace is the number that the error page shows; values stand in quotes, escaped as JSON, so
    /// that none begins a line of its own.
    /// </summary>
    public const string LogLine = "[{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3}] {TraceId} {SourceContext} {Message:j}{NewLine}{Exception}";

    /// <summary>Runs the command on the line; returns the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var options = BatonOptions.Parse(args);
        await using var app = Build(options);
        switch (options.Command)
        {
            case BatonOptions.Migrate:
                await MigrateAsync(app);
                return 0;
            case BatonOptions.VerifyLog:
                return await LogVerification.RunAsync(app.Services, Console.Out);
            case BatonOptions.SweepFiles:
                return await FileSweep.RunAsync(app.Services, Console.Out);
            case BatonOptions.CreateToken:
                return await TokenCommand.RunAsync(app.Services, options.Token, Console.Out, Console.Error);
            default:
                await PrepareAsync(app, options);
                await app.StartAsync();
                foreach (var address in app.Urls)
                {
                    Console.WriteLine($"Baton 接力: {address}");
                }

                await app.WaitForShutdownAsync();
                return 0;
        }
    }

    public static WebApplication Build(BatonOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = options.Rest,
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(BatonApp).Assembly.GetName().Name,
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        // From a source tree the static files stand in the project; a published Baton has them beside it.
        builder.WebHost.UseStaticWebAssets();
        builder.Host.UseSerilog((context, logging) => logging
            .MinimumLevel.Override("Microsoft", Serilog.Events.LogEventLevel.Warning)
            .MinimumLevel.Override("System", Serilog.Events.LogEventLevel.Warning)
            .ReadFrom.Configuration(context.Configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(
                formatProvider: CultureInfo.InvariantCulture,
                outputTemplate: LogLine));
        AddServices(builder.Services, builder.Configuration, options);
        configure?.Invoke(builder);
        var app = builder.Build();
        UsePipeline(app, options);
        return app;
    }

    /// <summary>
    /// Before the first request: an embedded database is brought up to date by itself; a PostgreSQL that several nodes
    /// share is migrated by command only. Then the record's protection is checked.
    /// </summary>
    public static async Task PrepareAsync(WebApplication app, BatonOptions options)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
        if (db is SqliteBatonDbContext || options.Demo)
        {
            Directory.CreateDirectory(options.DataFolder);
            await DatabaseSetup.MigrateAsync(db, CancellationToken.None);
        }
        else if ((await db.Database.GetPendingMigrationsAsync()).Any())
        {
            throw new InvalidOperationException("The database is not up to date. Run Baton once with the command: migrate");
        }

        if (await db.MissingProtectionAsync(CancellationToken.None) is { Count: > 0 } missing)
        {
            throw new InvalidOperationException($"The record's protection is missing: {string.Join(", ", missing)}. Run Baton once with the command: migrate");
        }

        if (options.Demo)
        {
            await DemoCompany.FillAsync(app.Services, CancellationToken.None);
        }
    }

    private static async Task MigrateAsync(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await DatabaseSetup.MigrateAsync(scope.ServiceProvider.GetRequiredService<BatonDbContext>(), CancellationToken.None);
    }

    private static void AddServices(IServiceCollection services, ConfigurationManager configuration, BatonOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<TimeProvider>(options.Demo ? new DemoClock() : TimeProvider.System);
        services.AddBatonDatabase(configuration, options);
        services.AddHttpContextAccessor();

        services.AddSingleton(InstanceKey.LoadOrCreate(options.KeysFolder));
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, UseInstanceKey>();
        services.AddDataProtection().SetApplicationName("baton").PersistKeysToDbContext<BatonDbContext>();

        services.AddIdentityCore<Account>(identity =>
            {
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                // Length and rarity, not character classes (NIST SP 800-63B section 3.1.1.2).
                identity.Password.RequiredLength = PasswordService.MinLength;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.User.AllowedUserNameCharacters = null!;
            })
            .AddPasswordValidator<CommonPasswordValidator>()
            .AddEntityFrameworkStores<BatonDbContext>();
        const string ByAddress = "ByAddress";
        var authentication = services.AddAuthentication(ByAddress);
        authentication.AddPolicyScheme(ByAddress, null, scheme => scheme.ForwardDefaultSelector = context =>
            context.Request.Path.StartsWithSegments(ApiAnswers.Root) ? BearerToken.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme);
        authentication.AddScheme<AuthenticationSchemeOptions, BearerToken>(BearerToken.SchemeName, null);
        authentication.AddCookie(cookie =>
        {
            cookie.Cookie.Name = "baton";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.LoginPath = "/sign-in";
            cookie.ReturnUrlParameter = "then";
            cookie.ExpireTimeSpan = SignInCookie.Idle;
            cookie.SlidingExpiration = true;
            cookie.EventsType = typeof(SignInCookie);
        });
        // As many rounds as OWASP asks of PBKDF2 with SHA-512 (Password Storage Cheat Sheet); older hashes are made anew at the next sign-in.
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000);
        services.AddSingleton<SecurityLog>();
        services.AddScoped<SignInCookie>();
        services.AddScoped<SignInService>();
        services.AddScoped<PasswordService>();
        services.AddSingleton<KnownBrowser>();
        services.AddSingleton<SignInThrottle>();
        services.AddFormThrottle();
        services.AddTokens();
        // Whatever says nothing else needs somebody signed in.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(localization =>
        {
            localization.SetDefaultCulture("zh-CN").AddSupportedCultures("zh-CN", "en").AddSupportedUICultures("zh-CN", "en");
            localization.RequestCultureProviders =
                [new CookieRequestCultureProvider { CookieName = "baton-language" }, new AcceptLanguageHeaderRequestCultureProvider()];
        });
        services.AddRazorPages(pages =>
        {
            pages.RootDirectory = "/Features";
            pages.Conventions.ConfigureFilter(new KnownHandlers());
            pages.Conventions.Add(new OwnPrefix());
        });
        // Everything on a page of a long list may be selected at once.
        services.Configure<FormOptions>(form => form.ValueCountLimit = 10_000);
        services.AddSingleton<HtmlEncoder, PageEncoder>();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "baton-form";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.Configure<CookieTempDataProviderOptions>(said =>
        {
            said.Cookie.Name = "baton-said";
            said.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        services.AddSingleton<Clock>();
        services.AddSingleton<RefusalTexts>();

        services.AddScoped<EventLog>();
        services.AddScoped<WriteTerms>();
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.AddApiDocument();
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddScoped<InstallationWrite>();
        services.AddScoped<HandoverWrite>();
        services.AddFiles(configuration, options);
        services.AddFeatureServices();
    }

    private static void UsePipeline(WebApplication app, BatonOptions options)
    {
        app.UseHostCookies();
        app.UseSecurityHeaders();
        if (options.Demo)
        {
            app.UseDemoGate();
        }

        app.UseExceptionHandler("/error/500");
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseRequestLocalization();
        app.UseMiddleware<ApiAnswers>();
        // After routing: an address of its own limit has set it by then.
        app.UsePdfTables();
        app.UseRouting();
        app.UseBodyLimit();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseSecurityLog();
        app.UseMiddleware<SetupGate>();
        app.UseAuthorization();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealthChecks("/healthz/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready").AllowAnonymous();
        app.MapFiles();
        app.MapPdfViewer();
        app.MapApi();
        app.MapApiDocument();
        app.MapRazorPages().WithStaticAssets();
    }
}
