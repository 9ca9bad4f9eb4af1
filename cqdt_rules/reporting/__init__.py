"""What was tried, as reports that a reader of decisions can follow, and as plain values for programs."""

from cqdt_rules.reporting.sensitivity import sensitivity_json, sensitivity_report
from cqdt_rules.reporting.what_if import what_if_csv_rows, what_if_json, what_if_report
from cqdt_rules.reporting.words import number_json

__all__ = [
    "number_json",
    "sensitivity_json",
    "sensitivity_report",
    "what_if_csv_rows",
    "what_if_json",
    "what_if_report",
]
