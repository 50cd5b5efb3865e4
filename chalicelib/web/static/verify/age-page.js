// The age panels of a page that came with its facts: each names its day of issue and its destination.

import { mountAge } from "./age.js";

for (const panel of document.querySelectorAll("[data-age][data-issued-on]")) {
  mountAge(panel, panel.dataset.issuedOn, panel.dataset.destination);
}
