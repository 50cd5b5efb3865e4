"""Every page of the three sites in its states, visited one after another: each yields its name, and stands open."""

from tests.browser.states.after import after_states, collecting_states, returning_states
from tests.browser.states.case import approval_states, case_states
from tests.browser.states.desk import desk_states, keys_states, register_states, supervisor_states
from tests.browser.states.form import form_states, sending_states
from tests.browser.states.verify import check_states, file_states

__all__ = [
    "after_states",
    "approval_states",
    "case_states",
    "check_states",
    "collecting_states",
    "desk_states",
    "file_states",
    "form_states",
    "keys_states",
    "register_states",
    "returning_states",
    "sending_states",
    "supervisor_states",
]
