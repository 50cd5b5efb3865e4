"""The transparency log (docs/formats/log.md): its tree, tiles, notes, appending, witnesses, and the monitor."""
