"""How firm the results of a block are, from the values that they hold: no rule file is read again.

Whoever calls brings `Prepare`, the way to compute a block again with some quantities given.
"""

from cqdt_rules.sensing.idle import idle_criteria
from cqdt_rules.sensing.levels import Again, level_changes, level_of
from cqdt_rules.sensing.thresholds import slack_of
from cqdt_rules.sensing.weights import Draws, stability_of

__all__ = [
    "Again",
    "Draws",
    "idle_criteria",
    "level_changes",
    "level_of",
    "slack_of",
    "stability_of",
]
