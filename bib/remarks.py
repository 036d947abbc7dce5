"""What an editor should look at in a reference, and what would put it right."""

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a remark matters: surely wrong, probably wrong, or could be better. In that order."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing about one field of a reference.

    `code` says what it is, `told` what a sentence about it names. `mend` maps fields to the values
    that would put it right; it is empty where only the editor can know them.
    """

    code: str
    field: str
    severity: Severity
    told: Mapping[str, str] = dataclasses.field(default_factory=dict)
    mend: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> str:
        """A short name for this very remark: another when what it says or would mend is another."""
        said = repr((self.code, self.field, sorted(self.told.items()), list(self.mend.items())))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
