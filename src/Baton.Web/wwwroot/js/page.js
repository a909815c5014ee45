// What the modules share.
const listeners = [];

/** Calls the function now-and-later: for this page and each one that is swapped or morphed in. */
export const onPage = (listener) => listeners.push(listener);

export const pageChanged = () => listeners.forEach((listener) => listener());

/** A sentence of ours, as the page carries it in the reader's language. */
export const text = (name) => document.body.dataset[`text${name[0].toUpperCase()}${name.slice(1)}`] ?? "";

/** The bar that says what was lost and what was kept; null takes it away. */
export const showLost = (message) => {
  let bar = document.querySelector(".lost");
  if (!message) {
    bar?.remove();
    return;
  }
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "lost";
    bar.setAttribute("role", "status");
    document.body.append(bar);
  }
  bar.textContent = message;
};

/** Whether a person has changed this field since the page came. */
export const isDirty = (field) => field.dataset?.dirty === "true";
export const markDirty = (field, dirty = true) => {
  if (dirty) field.dataset.dirty = "true";
  else delete field.dataset.dirty;
};

const kept = new Set(["INPUT", "TEXTAREA", "SELECT"]);
let isLive = false;

/** Which act on which thing a form is for. */
const identity = (form) => [form.dataset.form, form.dataset.draft, form.getAttribute("action")].join(" ");

/** What the form was loaded with (version, content root): stays with what a person has begun to type, so that the server can tell. */
const isSeen = (field) => field.type === "hidden" && [...(field.form?.elements ?? [])].some(isDirty);

// Whether by htmx or by the other person: a page that changes leaves alone what somebody is typing, opened or drew.
Object.assign(Idiomorph.defaults.callbacks, {
  beforeNodeMorphed: (old, next) => {
    if (old.nodeName === "FORM" && next.nodeName === "FORM" && identity(old) !== identity(next)) {
      [...old.elements].forEach((field) => markDirty(field, false));
    }
    if (kept.has(old.nodeName) && (isDirty(old) || (isLive && (old === document.activeElement || isSeen(old))))) return false;
    if (isLive && old.nodeName === "CANVAS") return false;
    if (isLive && old.nodeName === "DETAILS" && old.open) next.setAttribute("open", "");
    return true;
  },
  // A field that a person has filled stays, even where the page no longer has its place.
  beforeNodeRemoved: (old) => !(isLive && old.querySelector?.("[data-dirty=true]")),
});

/** Takes in what somebody else did: a fresh main in place of the one shown. */
export const morphMain = (fresh) => {
  const content = () => document.querySelector("[data-content]")?.dataset.content;
  const before = content();
  isLive = true;
  try {
    Idiomorph.morph(document.getElementById("main"), fresh, { morphStyle: "outerHTML" });
  } finally {
    isLive = false;
  }
  if (before && content() && content() !== before) document.getElementById("flash").textContent = text("newContent");
  htmx.process(document.getElementById("main"));
  pageChanged();
};
