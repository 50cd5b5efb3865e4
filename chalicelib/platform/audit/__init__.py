"""The audit trail: a hash chain an aggregate, gathered into signed segments that cannot be changed."""
