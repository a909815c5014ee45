// A drawn signature, as a PNG in a hidden field; the pad is loaded where one stands on the page.
import { onPage } from "./page.js";

let loading = null;
const load = () => loading ??= new Promise((done, failed) => {
  const script = document.createElement("script");
  script.src = "/lib/signature_pad/signature_pad.min.js";
  script.onload = done;
  script.onerror = failed;
  document.head.append(script);
});

const start = async (canvas) => {
  await load();
  const field = document.getElementById(canvas.dataset.signPad);
  const { width, height } = canvas.getBoundingClientRect();
  // Twice the size shown is sharp enough, and small enough.
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.getContext("2d").scale(2, 2);
  const pad = new SignaturePad(canvas, { penColor: "#1b2a6b" });
  pad.addEventListener("endStroke", () => { field.value = canvas.toDataURL("image/png"); });
  canvas.parentElement.querySelector("[data-sign-clear]")?.addEventListener("click", () => {
    pad.clear();
    field.value = "";
  });
};

const started = new WeakSet();
onPage(() => document.querySelectorAll("canvas[data-sign-pad]").forEach((canvas) => {
  if (started.has(canvas)) return;
  started.add(canvas);
  start(canvas).catch(() => {});
}));
