// How old a certificate is, and whether the receiving country's rule allows that (verification/age.py judges the same).

import { RULES } from "./age-rules.js";
import { count, dateInWords, LOCALE, tr } from "./language.js";

export const WORDS = {
  today: "Issued today.",
  age: "Issued {age} ago.",
  both: "{months} and {days}",
  unasked: "A certificate has no expiry date. Choose the receiving country to see whether it has a rule on age.",
  noRule: "We hold no rule of this country on age. Whoever receives the certificate decides how recent it must be.",
  within: "{country}, {purpose}: at most {months} old. It is within this rule until {day}.",
  older: "{country}, {purpose}: at most {months} old. It is older than this rule allows: its last day was {day}.",
  verified: "Read on the authority's own page on {day}.",
  unverified: "We have not confirmed this rule with the authority: ask it if in doubt.",
};

// { state: "unasked" | "no-rule" | "within" | "older" | "depends", months, days, judged: [{ rule, lastDay, isOlder }] }.
// Days are texts such as 2026-11-23; an empty country asks for no verdict.
export function judgeAge(issuedOn, country, today) {
  const elapsed = elapsedBetween(issuedOn, today < issuedOn ? issuedOn : today);
  if (!country) return { state: "unasked", ...elapsed, judged: [] };
  const judged = RULES.filter(
    (rule) => rule.country === country && rule.since <= today && (rule.until === null || today <= rule.until),
  ).map((rule) => {
    const lastDay = later(issuedOn, rule.months);
    return { rule, lastDay, isOlder: today > lastDay };
  });
  return { state: stateOf(judged), ...elapsed, judged };
}

function stateOf(judged) {
  if (!judged.length) return "no-rule";
  if (judged.every((each) => each.isOlder)) return "older";
  return judged.some((each) => each.isOlder) ? "depends" : "within";
}

// The same day so many months on; the last day of a month that is too short for it.
function later(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return iso(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))));
}

function elapsedBetween(start, end) {
  const [year, month] = start.split("-").map(Number);
  const [endYear, endMonth] = end.split("-").map(Number);
  let months = (endYear - year) * 12 + endMonth - month;
  if (later(start, months) > end) months -= 1;
  return { months, days: Math.round((Date.parse(end) - Date.parse(later(start, months))) / 86400000) };
}

function iso(instant) {
  return instant.toISOString().slice(0, 10);
}

// The age, then what each rule of the country says and how sure that is.
export function ageSentences(issuedOn, country, today) {
  const age = judgeAge(issuedOn, country, today);
  return [inWords(age), ...rulesInWords(age)];
}

function inWords({ months, days }) {
  if (!months && !days) return tr(WORDS.today);
  const [inMonths, inDays] = [count("month", months), count("day", days)];
  const both = tr(WORDS.both, { months: inMonths, days: inDays });
  return tr(WORDS.age, { age: months && days ? both : months ? inMonths : inDays });
}

function rulesInWords({ state, judged }) {
  if (state === "unasked") return [tr(WORDS.unasked)];
  if (state === "no-rule") return [tr(WORDS.noRule)];
  return judged.flatMap(({ rule, lastDay, isOlder }) => [
    tr(isOlder ? WORDS.older : WORDS.within, {
      country: countryName(rule.country),
      purpose: tr(rule.purpose),
      months: count("month", rule.months),
      day: dayInWords(lastDay),
    }),
    rule.verified ? tr(WORDS.verified, { day: dayInWords(rule.read_on) }) : tr(WORDS.unverified),
  ]);
}

function dayInWords(day) {
  return dateInWords(new Date(`${day}T00:00:00Z`));
}

// Fills a panel (templates/pages/verify/age.html) and follows its choice of country, which stays for the next
// certificate unless that names its destination. Nothing is sent.
export function mountAge(panel, issuedOn, destination = "") {
  const choice = panel.querySelector("[data-age-country]");
  panel.dataset.issuedOn = issuedOn;
  if (!panel.dataset.mounted) {
    panel.dataset.mounted = "yes";
    fillChoice(choice);
    choice.addEventListener("change", () => showAge(panel, choice));
  }
  const known = [...choice.options].some((option) => option.value === destination);
  if (destination) choice.value = known ? destination : "other";
  panel.querySelector("[data-age-choice]").hidden = false;
  panel.hidden = false;
  showAge(panel, choice);
}

function fillChoice(choice) {
  const other = [...choice.options].at(-1);
  for (const code of new Set(RULES.map((rule) => rule.country))) other.before(new Option(countryName(code), code));
}

export function countryName(code) {
  return new Intl.DisplayNames([LOCALE, "en-GB"], { type: "region" }).of(code);
}

function showAge(panel, choice) {
  const { issuedOn } = panel.dataset;
  const today = iso(new Date());
  const { state } = judgeAge(issuedOn, choice.value, today);
  const said = panel.querySelector("[data-age-sentences]");
  panel.dataset.ageState = state;
  for (const name of ["note", "note--warn"]) said.classList.toggle(name, state === "older" || state === "depends");
  said.replaceChildren(
    ...ageSentences(issuedOn, choice.value, today).map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }),
  );
}
