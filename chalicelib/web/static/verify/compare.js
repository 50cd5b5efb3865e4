// The page about an uploaded PDF: what it says depends on the person's comparison with the passport.

const title = document.title.split(" – ").slice(1).join(" – ");
const views = document.querySelectorAll("[data-view]");

function show(name) {
  for (const view of views) view.hidden = view.dataset.view !== name;
  const heading = document.querySelector(`[data-view="${name}"] h1`);
  document.title = `${heading.textContent} – ${title}`;
  heading.focus();
  window.scrollTo(0, 0);
}

document.querySelector("[data-matches]")?.addEventListener("click", () => show("matched"));
document.querySelector("[data-differs]")?.addEventListener("click", () => show("differs"));
