"""Access codes: a holder lets somebody see the certificate's present state and content, and sees who looked when."""
