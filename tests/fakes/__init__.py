"""In-memory stand-ins for the platform's ports; the contract suites hold them to the real ones' behaviour."""
