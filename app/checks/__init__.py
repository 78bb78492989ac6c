"""Pure checks of what a person types: each says what was understood and which problems stand."""

from app.checks.codes import problem_codes

__all__ = ["problem_codes"]
