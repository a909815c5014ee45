// The keyboard reaches everything: data-key on a link, button or field; data-send on a form for Ctrl/⌘+Enter.
const isTyping = (element) => element.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const isShown = (element) => !element.disabled && element.getClientRects().length > 0;

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const form = event.target.closest?.("form[data-send]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    // Pressed, not requestSubmit: htmx sends the name of a button only where it was clicked.
    form.querySelector("button:not([type=button]):not([disabled])")?.click();
    return;
  }
  if (event.key === "Escape" && isTyping(event.target)) {
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const target = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === event.key.toLowerCase() && isShown(e));
  if (!target) return;
  event.preventDefault();
  if (isTyping(target)) target.focus();
  else target.click();
});
