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

/** Puts a fresh main in place of the one shown, leaving alone what a person is typing, opened or ticked. */
export const morphMain = (fresh) => {
  const main = document.getElementById("main");
  Idiomorph.morph(main, fresh, {
    morphStyle: "outerHTML",
    callbacks: {
      beforeNodeMorphed: (old, next) => {
        if (kept.has(old.nodeName) && (old === document.activeElement || isDirty(old))) return false;
        if (old.nodeName === "CANVAS") return false;
        if (old.nodeName === "DETAILS" && old.open) next.setAttribute("open", "");
        return true;
      },
      // A field that a person has filled stays, even where the page no longer has its place.
      beforeNodeRemoved: (old) => !(old.querySelector?.("[data-dirty=true]")),
    },
  });
  pageChanged();
};
