
namespace Baton.Web.Features.SignOff;

/// <summary>What comes with a signature.</summary>
public sealed class SignForm
{
    public string? Password { get; set; }

    /// <summary>A PNG as data URL, or nothing.</summary>
    public string? Drawn { get; set; }

    /// <summary>The signing agreement of <see cref="SignService.AgreementVersion"/>, where it was not accepted before.</summary>
    public bool Agree { get; set; }

    /// <summary>The content root that the signer was shown, hex.</summary>
    public string? Root { get; set; }
}
