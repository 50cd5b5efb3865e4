"""A witness of transparency logs over HTTP (C2SP tlog-witness), written apart from the log that it watches."""
