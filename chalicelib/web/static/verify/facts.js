// The signed facts in words, in the order in which they are compared: first what stands in the passport.

import { count, dateInWords, tr } from "./language.js";

const OUTCOMES = {
  no_trace: "No Trace",
  no_live_trace: "No Live Trace",
  trace: "Trace",
  further_information_stepped_down: "Further Information Stepped Down",
};

// `issuers` are those of the trust list.
export function factsOf(claims, issuers) {
  return [
    [tr(claims.holder.includes("…") ? "Name (shortened at …)" : "Name"), claims.holder],
    [tr("Date of birth"), birthInWords(claims.birth)],
    [tr("Passport number ends with"), claims.passportEnd],
    [tr("Outcome"), OUTCOMES[claims.outcome]],
    [tr("Date of issue"), dayInWords(claims.issuedOn)],
    [tr("Certificate number"), claims.number],
    [tr("Issued by"), office(claims.issuer, issuers)],
  ];
}

// What a result-only code says: there is nothing in it to compare a person with.
export function factsOfResult(claims, issuers) {
  return [
    [tr("Issued to the name"), claims.holder],
    [tr("Outcome"), OUTCOMES[claims.outcome]],
    [tr("Date of issue"), dayInWords(claims.issuedOn)],
    [tr("Issued by"), office(claims.issuer, issuers)],
  ];
}

// What a holder's copy says: first for whom it is.
export function factsOfCopy(claims, issuers) {
  return [
    [tr("Made for"), claims.recipient],
    [tr("Purpose"), claims.purpose],
    [tr("May be used until"), dayInWords(claims.expiresOn)],
    [tr(claims.holder.includes("…") ? "Name (shortened at …)" : "Name"), claims.holder],
    [tr("Date of birth"), birthInWords(claims.birth)],
    [tr("Passport number ends with"), claims.passportEnd],
    [tr("Outcome"), OUTCOMES[claims.outcome]],
    [tr("Certificate issued on"), dayInWords(claims.issuedOn)],
    [tr("Copy made on"), dayInWords(claims.madeOn)],
    [tr("Issued by"), office(claims.issuer, issuers)],
  ];
}

// 17 April 1990 from 19900417; a month or day that is 00 is not known and left out.
export function birthInWords(number) {
  const digits = `${number}`.padStart(8, "0");
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)];
  const whole = new Date(`${year}-${month === "00" ? "01" : month}-${day === "00" ? "01" : day}T00:00:00Z`);
  if (Number.isNaN(whole.getTime())) return `${number}`;
  if (month === "00") return dateInWords(whole, { year: "numeric" });
  if (day === "00") return dateInWords(whole, { month: "long", year: "numeric" });
  return dateInWords(whole);
}

function dayInWords(iso) {
  return dateInWords(new Date(`${iso}T00:00:00Z`));
}

// 23 November 2026, 14:05 UTC
export function dayAndTime(instant) {
  return `${dateInWords(instant)}, ${instant.toISOString().slice(11, 16)} UTC`;
}

export function ageInWords(instant, now = new Date()) {
  const minutes = Math.max(0, Math.floor((now - instant) / 60000));
  const [number, unit] =
    minutes < 120 ? [minutes, "minute"] : minutes < 2880 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 1440), "day"];
  return count(unit, number);
}

function office(number, issuers) {
  const known = issuers.find((issuer) => issuer.number === number);
  return known ? `${known.name} (${known.hosts.join(", ")})` : tr("Issuer {number}", { number });
}
