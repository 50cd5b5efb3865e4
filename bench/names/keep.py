"""`python -m bench.names.keep`: keeps the model and the frequencies that ship under their names, for later replays.

Run it after each training, before the files are committed. Nothing that is kept is ever changed.
"""

from chalicelib.records.names import model, typical
from chalicelib.records.replaying.kept_models import FOLDER, frequencies_name


def keep() -> list[str]:
    """Copy what is not kept yet; the names of what was added."""
    shipped = (model.FOLDER / "model.json").read_bytes(), typical.FILE.read_bytes()
    names = model.read_model(model.FOLDER / "model.json").id, frequencies_name(shipped[1])
    added = []
    for name, content in zip(names, shipped, strict=True):
        file = FOLDER / f"{name}.json"
        if not file.exists():
            file.write_bytes(content)
            added.append(name)
    return added


if __name__ == "__main__":
    print(keep() or "everything is kept already")
