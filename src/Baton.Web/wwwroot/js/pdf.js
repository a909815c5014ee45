// A PDF is drawn in a sandboxed frame (Features/Files/PdfViewer.cs), which gets its bytes from here.
import { onPage } from "./page.js";

const show = (place) => {
  const frame = document.createElement("iframe");
  const fail = () => {
    const words = document.createElement("p");
    words.className = "muted failed";
    words.textContent = place.dataset.pdfFailed;
    place.replaceChildren(words);
  };
  const hear = async (event) => {
    if (event.source !== frame.contentWindow) return;
    if (event.data === "failed") {
      removeEventListener("message", hear);
      fail();
    }
    // What is shorter than a frame may be gets a shorter one.
    if (typeof event.data === "number") frame.style.height = `min(80vh, ${event.data + 2}px)`;
    if (event.data !== "ready") return;
    try {
      const answer = await fetch(place.dataset.pdf);
      if (!answer.ok) throw new Error(answer.statusText);
      const bytes = await answer.arrayBuffer();
      // It has no origin that could be named.
      frame.contentWindow.postMessage({
        bytes, theme: document.documentElement.dataset.bsTheme, language: document.documentElement.lang, pageNames: place.dataset.pdfPages,
      }, "*", [bytes]);
    } catch {
      fail();
    }
  };
  addEventListener("message", hear);
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = place.dataset.pdfTitle;
  frame.src = place.dataset.pdfFrame;
  place.replaceChildren(frame);
};

onPage(() => document.querySelectorAll("[data-pdf]:not(:has(iframe, .failed))").forEach(show));
