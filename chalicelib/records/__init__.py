"""People, offences and disposals as the police hold them, and the check that asks about an applicant."""
