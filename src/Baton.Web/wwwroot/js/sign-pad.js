// A drawn signature, as a PNG in a hidden field; the pad is loaded where one stands on the page.
import { markDirty, onPage } from "./page.js";

const start = async (canvas) => {
  const { default: SignaturePad } = await import("/lib/signature_pad/signature_pad.min.js");
  const field = document.getElementById(canvas.dataset.signPad);
  const { width, height } = canvas.getBoundingClientRect();
  // Twice the size shown is sharp enough, and small enough.
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.getContext("2d").scale(2, 2);
  const pad = new SignaturePad(canvas, { penColor: "#1b2a6b" });
  // What was drawn before a refusal.
  if (field.value) pad.fromDataURL(field.value, { width, height });
  pad.addEventListener("endStroke", () => {
    field.value = canvas.toDataURL("image/png");
    markDirty(field);
  });
  canvas.parentElement.querySelector("[data-sign-clear]")?.addEventListener("click", () => {
    pad.clear();
    field.value = "";
    markDirty(field, false);
  });
};

const started = new WeakSet();
onPage(() => document.querySelectorAll("canvas[data-sign-pad]").forEach((canvas) => {
  if (started.has(canvas)) return;
  started.add(canvas);
  start(canvas).catch(() => {});
}));
