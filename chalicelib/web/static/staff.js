// Keys for the staff's pages: j and k move through the rows, d goes to the next document to settle (a and r choose),
// / goes to the reference field. Enter is the link's own.
// Everything works without this file.

function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length === 0) return;
  const now = rows.indexOf(document.activeElement);
  const next = now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(now + step, 0), rows.length - 1);
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

function settle(step) {
  const forms = [...document.querySelectorAll("[data-settle]")];
  const now = forms.indexOf(document.activeElement?.closest("[data-settle]"));
  forms[(now + step) % forms.length]?.querySelector("input[type=radio]")?.focus();
}

function choose(verdict) {
  const form = document.activeElement?.closest("[data-settle]");
  const radio = form?.querySelector(`input[value=${verdict}]`);
  if (!radio) return false;
  radio.checked = true;
  form.querySelector("input[name=reason]").focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.matches("[data-settle] input[type=radio]")) {
    const verdict = { a: "accept", r: "refuse" }[event.key];
    if (verdict && choose(verdict)) event.preventDefault();
    else if (event.key === "d") settle(1);
    return;
  }
  if (isTyping(event.target)) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "d") settle(1);
  else if (event.key === "/") {
    document.querySelector("[data-key='/']")?.focus();
    event.preventDefault();
  }
});
