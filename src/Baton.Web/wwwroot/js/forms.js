// One press, one act; what was typed is never lost by leaving; after an act the eye goes where it must.
import { isDirty, markDirty, onPage, showLost, text } from "./page.js";

const fields = (form) => [...form.elements].filter((e) => e.name && e.type !== "hidden");

document.addEventListener("input", (event) => {
  if (event.target.form) markDirty(event.target);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  // A file that is downloaded leaves the page as it is.
  if (event.submitter?.dataset.download !== undefined) return;
  form.dataset.sent = "true";
  form.dataset.leaving = "true";
  fields(form).forEach((field) => markDirty(field, false));
}, true);

const release = () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
addEventListener("pageshow", release);
document.addEventListener("htmx:afterRequest", release);

addEventListener("beforeunload", (event) => {
  const lost = [...document.forms].some((form) =>
    !form.dataset.draft && form.dataset.leaving !== "true" && form.method === "post" && fields(form).some((f) => isDirty(f) && f.type !== "password" && f.value));
  if (lost && ![...document.forms].some((form) => form.dataset.leaving === "true")) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const on = (name) => event.target.closest(`[${name}]`);
  if (on("data-print")) print();
  const opens = on("data-dialog-open");
  if (opens) document.getElementById(opens.dataset.dialogOpen).showModal();
  on("data-dialog-close")?.closest("dialog").close();
  const copies = on("data-copy");
  if (copies) navigator.clipboard.writeText(copies.dataset.copy);
});

// Pages that htmx swaps: refusals are shown like any other page; a lost connection or sign-in keeps what was typed.
const failed = (event) => {
  if (event.detail.elt.elements) fields(event.detail.elt).filter((field) => field.value).forEach((field) => markDirty(field));
  showLost(text(event.detail.xhr.status === 401 ? "signedOut" : "failed"));
};
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:responseError", failed);

// What a person was working at, for when the answer takes its form away.
let back = null;
document.addEventListener("htmx:beforeRequest", (event) => { back = event.target.closest("[data-back]")?.dataset.back ?? null; });
const lookAt = (selector) => {
  const first = document.querySelector(selector);
  if (!first) return false;
  if (!first.matches("input, textarea, select")) first.tabIndex = -1;
  first.focus();
  return true;
};
// A page that was loaded with refusals shows them first; one that was swapped, also where to go on.
lookAt("#main [aria-invalid=true], #main .errors");
document.addEventListener("htmx:afterSettle", () => {
  showLost(null);
  if (lookAt("#main [aria-invalid=true], #main .errors, #main [autofocus]")) return;
  if (back && document.activeElement === document.body) document.getElementById(back)?.querySelector("a")?.focus();
});

onPage(() => document.querySelectorAll("#main form").forEach((form) => delete form.dataset.leaving));
