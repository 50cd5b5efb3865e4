// What the page's script says, in the page's language; the English sentence is the key.

const translated = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

export const CHOOSE_FIRST = "Choose a file first.";
export const CHOSEN = "Chosen: {name} ({size} MB). It is not added yet.";
export const LOOKING = "Looking at the file…";
export const ADDING = "Adding your file…";
export const PERCENT = "{percent} % is here.";
export const MINUTES_LEFT = "{percent} % is here. About {minutes} minutes left.";
export const SLOW_LINE = "The line is slow. We are trying again.";
export const OFFLINE = "You are offline. We add the file as soon as the line is back.";
export const NOT_ADDED = "The file was not added. Check your line, then add it again.";
export const NOT_HERE = "The file did not reach us. Add it again.";
export const ERROR = "Error:";

// The sentence, `{name}` in it replaced by facts.
export function tr(sentence, facts = {}) {
  const found = translated[sentence] ?? sentence;
  return found.replace(/\{(\w+)\}/g, (slot, name) => facts[name] ?? slot);
}

export function number(value, digits = 0) {
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
}
