// The single file's language: by `?lang=`, else as the browser asks, else English. All its words stand in the file.

(() => {
  const asked = new URLSearchParams(window.location.search).get("lang");
  const wanted = [asked ?? "", ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0]);
  const bodies = new Map([...document.querySelectorAll("template[data-code]")].map((body) => [body.dataset.code, body]));
  const body = bodies.get(wanted.find((code) => code === "en" || bodies.has(code)));
  if (!body) return;
  const { code, tag, direction, title } = body.dataset;
  document.documentElement.lang = tag;
  document.documentElement.dir = direction;
  document.title = title;
  document.querySelector("[data-body]").replaceChildren(body.content);
  document.getElementById("words").textContent = document.querySelector(`[data-words="${code}"]`).textContent;
})();
