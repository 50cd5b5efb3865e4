// Made by `python -m infra.age_rules` from verification/age_rules.json: change that file.

export const RULES = [
  {"country": "AU", "purpose": "visas", "months": 12, "since": "2026-11-23", "until": null, "read_on": "2026-11-23", "verified": false},
  {"country": "CA", "purpose": "permanent residence, from the country of present residence", "months": 6, "since": "2026-11-23", "until": null, "read_on": "2026-11-23", "verified": false},
  {"country": "CN", "purpose": "residence and work", "months": 6, "since": "2026-11-23", "until": null, "read_on": "2026-11-23", "verified": false},
  {"country": "ES", "purpose": "residence visas; some consulates allow 6 months", "months": 3, "since": "2026-11-23", "until": null, "read_on": "2026-11-23", "verified": false},
  {"country": "NZ", "purpose": "visas, on the day of application", "months": 6, "since": "2026-11-23", "until": null, "read_on": "2026-11-23", "verified": false},
  {"country": "PT", "purpose": "residence permits", "months": 3, "since": "2026-11-23", "until": null, "read_on": "2026-11-23", "verified": false},
  {"country": "US", "purpose": "immigrant visas", "months": 12, "since": "2026-11-23", "until": null, "read_on": "2026-11-23", "verified": true},
  {"country": "US", "purpose": "other visas after an arrest, on the day of the interview", "months": 6, "since": "2026-11-23", "until": null, "read_on": "2026-11-23", "verified": true},
];
