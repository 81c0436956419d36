"""Which colour repeats which word: the kinds of badges and bars."""

from collections.abc import Mapping

from distribution.addresses.rules.matching import Certainty
from distribution.inventory.rules.lots import LotState, Urgency
from distribution.messages.rules.outbox import MessageState
from distribution.programmes.rounds import RoundState
from distribution.vouchers.rules import VoucherState

VOUCHER_KINDS: Mapping[VoucherState, str] = {
    VoucherState.ISSUED: "info",
    VoucherState.HANDED_OUT: "good",
    VoucherState.BLOCKED: "warning",
    VoucherState.EXPIRED: "danger",
    VoucherState.REPLACED: "neutral",
    VoucherState.REVOKED: "neutral",
}
"""Also the order in which states are listed: what matters today comes first."""

CERTAINTY_KINDS: Mapping[Certainty, str] = {
    Certainty.SURE: "good",
    Certainty.LIKELY: "warning",
    Certainty.UNSURE: "neutral",
}

ROUND_KINDS: Mapping[RoundState, str] = {
    RoundState.OPEN: "good",
    RoundState.PLANNED: "info",
    RoundState.CLOSED: "neutral",
}

LOT_KINDS: Mapping[LotState, str] = {
    LotState.USABLE: "good",
    LotState.QUARANTINE: "warning",
    LotState.RECALLED: "danger",
}

URGENCY_KINDS: Mapping[Urgency, str] = {
    Urgency.EXPIRED: "danger",
    Urgency.WEEK: "warning",
    Urgency.MONTH: "info",
    Urgency.LATER: "neutral",
    Urgency.UNLIMITED: "neutral",
}

MESSAGE_KINDS: Mapping[MessageState, str] = {
    MessageState.FAILED: "danger",
    MessageState.QUEUED: "info",
    MessageState.SENDING: "info",
    MessageState.SENT: "good",
    MessageState.DROPPED: "neutral",
}
"""Also the order in which the filter offers them: what somebody must look at first."""
