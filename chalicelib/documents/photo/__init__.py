"""The applicant's photo: the face that is in it, what could be better, and the portrait cut for the certificate."""
