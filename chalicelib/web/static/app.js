// Small comforts; every page works without them.

// A form is not sent twice by an impatient second click.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.hasAttribute("data-once")) return;
  if (button.dataset.sent && Date.now() - Number(button.dataset.sent) < 1500) event.preventDefault();
  button.dataset.sent = String(Date.now());
});

// Whoever can't see the page is told of its errors first. A form sent after the skip link was used comes back with
// that link's # in its address, and the browser would go there instead.
const summary = document.querySelector(".govuk-error-summary");
if (summary) {
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  summary.focus();
  addEventListener("load", () => document.activeElement === document.body && summary.focus());
}
