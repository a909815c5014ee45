using Baton.Web;

return await BatonApp.RunAsync(args);
