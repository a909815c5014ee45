// Draws a PDF that the page around this frame sends. The frame is sandboxed and has no origin: whatever a hostile file did
// to PDF.js, it would reach no cookie, no page and no address that needs one.
import * as pdfjs from "/lib/pdfjs/pdf.min.mjs";

const lib = new URL("/lib/pdfjs/", location.href).href;
const main = document.querySelector("main");
/** A page holds at most this many pixels, or a long sheet would take the memory of a hundred. */
const mostPixels = 16_000_000;
/** Pages this near to what is seen are drawn. */
const near = "800px";
/** What a file does wrong is its own affair. */
const verbosity = pdfjs.VerbosityLevel.ERRORS;
let known = false;

/** Without an origin a worker can't be a file of the server, nor a module; it can load one, and says so when it has. */
const startWorker = () => new Promise((resolve, reject) => {
  const worker = new Worker(URL.createObjectURL(new Blob([`import("${lib}pdf.worker.min.mjs").catch((error) => setTimeout(() => { throw error; }));`], { type: "text/javascript" })));
  worker.addEventListener("message", () => resolve(pdfjs.PDFWorker.create({ port: worker, verbosity })), { once: true });
  worker.addEventListener("error", reject, { once: true });
});

const draw = async (pdf, sheet) => {
  const page = await pdf.getPage(Number(sheet.dataset.page));
  const natural = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: sheet.clientWidth / natural.width });
  sheet.style.aspectRatio = `${viewport.width} / ${viewport.height}`;
  const sharpness = Math.min(devicePixelRatio, Math.sqrt(mostPixels / (viewport.width * viewport.height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(viewport.width * sharpness);
  canvas.height = Math.floor(viewport.height * sharpness);
  const words = document.createElement("div");
  words.className = "textLayer";
  sheet.style.setProperty("--total-scale-factor", viewport.scale);
  sheet.replaceChildren(canvas, words);
  await page.render({ canvas, viewport, transform: [sharpness, 0, 0, sharpness, 0, 0] }).promise;
  await new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport }).render();
  // It may have gone away meanwhile, or been drawn anew.
  if (canvas.isConnected) sheet.dataset.drawn = "";
};

const show = async ({ bytes, theme, language, pageNames }) => {
  document.documentElement.dataset.theme = theme;
  document.documentElement.lang = language;
  const pdf = await pdfjs.getDocument({
    data: bytes, worker: await startWorker(), isEvalSupported: false, verbosity,
    cMapUrl: `${lib}cmaps/`, standardFontDataUrl: `${lib}standard_fonts/`, wasmUrl: `${lib}wasm/`, iccUrl: `${lib}iccs/`,
  }).promise;
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  const sheets = Array.from({ length: pdf.numPages }, (_, at) => {
    const sheet = document.createElement("section");
    sheet.dataset.page = at + 1;
    sheet.setAttribute("aria-label", pageNames.replace("{0}", at + 1).replace("{1}", pdf.numPages));
    sheet.style.aspectRatio = `${first.width} / ${first.height}`;
    return sheet;
  });
  main.replaceChildren(...sheets);
  parent.postMessage(main.offsetHeight, "*");
  // A page far away gives its pixels back.
  const seen = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) draw(pdf, target).catch(failed);
      else {
        delete target.dataset.drawn;
        target.replaceChildren();
      }
    }
  }, { rootMargin: near });
  sheets.forEach((sheet) => seen.observe(sheet));
  let width = main.clientWidth;
  new ResizeObserver(() => {
    if (main.clientWidth === width) return;
    width = main.clientWidth;
    sheets.filter((sheet) => sheet.firstChild).forEach((sheet) => draw(pdf, sheet).catch(failed));
  }).observe(main);
};

const failed = () => parent.postMessage("failed", "*");

addEventListener("message", (event) => {
  if (event.source !== parent || known) return;
  known = true;
  show(event.data).catch(failed);
});
parent.postMessage("ready", "*");
