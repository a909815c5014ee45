// Every module works by delegation on the document, so that a page that was morphed or swapped needs no new start;
// what must look at each page anew registers with onPage. Without any of this, the forms still work.
import "./forms.js";
import "./drafts.js";
import "./live.js";
import "./drop.js";
import "./files.js";
import "./keys.js";
import "./rows.js";
import "./sign-pad.js";
import "./times.js";
import "./current.js";
import "./pdf.js";
import { pageChanged } from "./page.js";

pageChanged();
document.addEventListener("htmx:afterSettle", pageChanged);
