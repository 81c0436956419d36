from distribution.messages.rules.outbox import MessageKind, Receipt
from distribution.messages.senders import ConsoleSender, OutgoingMessage


class Lines:
    """A log that keeps its lines."""

    def __init__(self) -> None:
        self.lines: list[dict[str, object]] = []

    def debug(self, event: str, **facts: object) -> None:
        self.lines.append({"event": event} | facts)


async def test_the_console_writes_one_line_without_personal_data() -> None:
    log = Lines()
    message = OutgoingMessage(
        key="slot_reminder-0-1",
        kind=MessageKind.SLOT_REMINDER,
        number="+48600123456",
        text="Przypomnienie: czw. 26.11 https://odbior.example.pl/o/secret",
    )

    outcome = await ConsoleSender(log).send(message)

    assert outcome == Receipt(None)
    [line] = log.lines
    assert line["kind"] == "slot_reminder"
    assert line["number"] == "+48******456"
    assert line["parts"] == 1
    assert "600123" not in str(line)
    assert "secret" not in str(line)
