"""Where an undone hand-out leads, and what is said of its voucher then."""

from datetime import date

from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.vouchers.handouts import Handout
from distribution.vouchers.queries.vouchers import vouchers_by
from distribution.vouchers.rules import STATE_LABELS, VoucherState


async def after_undoing(actor: Actor, undone: Handout, day: date) -> Redirect:
    """Lead on to the next scan if the voucher works again, else say how it stands.

    It does not where another hand-out of it counts, or where it is revoked or over.
    """
    async with reading(actor):
        (voucher,) = await vouchers_by([undone.voucher], day=day)
    if voucher.state is VoucherState.ISSUED:
        words = _("Cofnięto wydanie. Paczka wraca na półkę, a talon znów działa.")
        return redirect("/handout", Flash(words))
    words = _(
        "Cofnięto wydanie, towar i limit wróciły. Na ten talon nie wydawaj: {state}."
    ).format(state=_(STATE_LABELS[voucher.state]))
    return redirect(f"/handout/{undone.id}", Flash(words))
