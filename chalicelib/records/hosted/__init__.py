"""The record store of a force that hosts its own records: behind the same port as every outside system."""
