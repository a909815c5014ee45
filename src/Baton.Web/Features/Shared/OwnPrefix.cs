using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Baton.Web.Features.Shared;

/// <summary>
/// A form's property of a page takes its fields under its own name alone: Input.Title, never a bare Title. The platform
/// otherwise fills it from whatever else was sent, such as the name of a form, which is no <c>MeetingForm</c>.
/// </summary>
internal sealed class OwnPrefix : IPageApplicationModelConvention
{
    public void Apply(PageApplicationModel model)
    {
        foreach (var property in model.HandlerProperties.Where(p => p.ParameterType.IsClass && p.ParameterType != typeof(string)))
        {
            property.BindingInfo?.BinderModelName ??= property.PropertyName;
        }
    }
}
