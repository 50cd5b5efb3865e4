"""What is asked for, by whom and for which country: from the first answer to the applicant's certificate."""
