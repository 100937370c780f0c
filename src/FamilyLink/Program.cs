using FamilyLink;
using FamilyLink.Data;

var builder = WebApplication.CreateBuilder(args);
builder.Services.Configure<FamilyLinkOptions>(builder.Configuration.GetSection(FamilyLinkOptions.Section));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddFamilyLinkData(builder.Configuration);

var app = builder.Build();
await DataSetup.MigrateAsync(app.Services, app.Lifetime.ApplicationStopping);
await app.RunAsync();

/// <summary>Named so that tests can host the real program.</summary>
public partial class Program;
