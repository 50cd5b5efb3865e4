"""From claims to a sealed certificate: what it costs, part by part, beside what others would use."""
