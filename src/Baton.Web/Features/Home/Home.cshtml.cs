using Baton.Web.Features.Shared;

namespace Baton.Web.Features.Home;

public sealed class HomeModel : BatonPage;
