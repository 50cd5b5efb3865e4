// The page's language: the English sentence is the key, and what has no translation is shown in English.

const page = globalThis.document;

export const LOCALE = page?.documentElement.lang || "en-GB";

const words = JSON.parse(page?.getElementById("words")?.textContent ?? "{}");

// The sentence, `{name}` in it replaced by facts.
export function tr(sentence, facts = null) {
  const found = words[sentence] ?? sentence;
  return facts ? found.replace(/\{(\w+)\}/g, (slot, name) => facts[name] ?? slot) : found;
}

// `count("day", 3)` is 3 days.
export function count(unit, number) {
  return new Intl.NumberFormat(LOCALE, { style: "unit", unit, unitDisplay: "long" }).format(number);
}

export function dateInWords(instant, parts = { day: "numeric", month: "long", year: "numeric" }) {
  return new Intl.DateTimeFormat(LOCALE, { ...parts, timeZone: "UTC", calendar: "gregory" }).format(instant);
}

// Another language keeps the code behind #, which no link sends.
export function keepCode() {
  for (const link of page.querySelectorAll("[data-language]")) {
    link.addEventListener("click", () => {
      link.hash = globalThis.location.hash;
    });
  }
}
