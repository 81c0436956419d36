"""Articles: the kinds of food that are counted in packs."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import Typed, read_typed, said_no, seen_by, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.errors import (
    DomainError,
    FieldError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.standing import ChangedMeanwhileError, standing
from distribution.core.transaction import perform
from distribution.core.units import Grams, ReportGrams
from distribution.programmes.commands.keeping import add_article, change_article
from distribution.programmes.errors import KeyTakenError
from distribution.programmes.queries.reference import ArticleFacts, articles
from distribution.programmes.sets import (
    COMMODITY_GROUP_LABELS,
    DEFAULT_CLOCK_MONTHS,
    CommodityGroup,
)

AnyRequest = Request[Any, Any, Any]

_Weight = Annotated[int, Meta(ge=1, le=100_000)]


class ArticleForm(msgspec.Struct, frozen=True):
    """A kind of food; weights are grams of one pack, ``clock_months`` is k of N+k."""

    name: Annotated[str, Meta(max_length=120)]
    group: CommodityGroup
    pack_grams: _Weight
    report_grams: _Weight
    clock_months: Annotated[int, Meta(ge=0, le=24)]
    gtin: Annotated[str, Meta(pattern=r"^[0-9]{8,14}$")] = ""
    allergens: Annotated[str, Meta(max_length=200)] = ""


class NewForm(ArticleForm, frozen=True, kw_only=True):
    """A new one also has the code that files name it by."""

    code: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+$", max_length=20)]


class ArticlePages(Controller):
    """Keeping articles."""

    path = "/settings/articles"
    include_in_schema = False

    @get()
    async def listing(self, actor: NamedDependency[Actor]) -> Page:
        """Show every article, those out of use as well."""
        actor.must(Permission.KEEP_PROGRAMMES)
        async with reading(actor):
            found = await articles(active=None)
        return Page(
            "programmes/articles.html", rows=found, group_labels=COMMODITY_GROUP_LABELS
        )

    @get("/new")
    async def blank(self, actor: NamedDependency[Actor]) -> Page:
        """Show the form of a new article."""
        actor.must(Permission.KEEP_PROGRAMMES)
        return _form(None, typed_from({"clock_months": DEFAULT_CLOCK_MONTHS}))

    @post("/new")
    async def add(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Add it."""
        actor.must(Permission.KEEP_PROGRAMMES)
        typed = await read_typed(request)
        try:
            given = form(NewForm, typed.fields())
            await perform(
                add_article, actor, code=given.code.upper(), **_facts(given, typed)
            )
        except KeyTakenError as taken:
            fault = FieldError("code", taken.sentence, taken.facts)
            return _form(None, typed, InvalidInputError([fault]))
        except InvalidInputError as error:
            return _form(None, typed, error)
        return redirect("/settings/articles", Flash(_("Dodano artykuł.")))

    @get("/{article_id:uuid}")
    async def one(
        self, article_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show the form of one article."""
        known = await _article(actor, article_id)
        names = (*ArticleForm.__struct_fields__, "cold", "active")
        return _form(known, typed_from({name: getattr(known, name) for name in names}))

    @post("/{article_id:uuid}")
    async def change(
        self,
        request: AnyRequest,
        article_id: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page | Redirect:
        """Change it; lots in store keep their last day of issue."""
        known = await _article(actor, article_id)
        typed = await read_typed(request)
        try:
            given = form(ArticleForm, typed.fields())
            await perform(
                change_article,
                actor,
                article_id,
                active=typed.get("active") == "yes",
                **_facts(given, typed),
                seen=typed.get("seen"),
            )
        except (ChangedMeanwhileError, InvalidInputError) as error:
            return _form(known, typed, error)
        return redirect("/settings/articles", Flash(_("Zapisano artykuł.")))


def _facts(given: ArticleForm, typed: Typed) -> dict[str, Any]:
    return {
        "name": given.name,
        "group": given.group,
        "pack_grams": Grams(given.pack_grams),
        "report_grams": ReportGrams(given.report_grams),
        "clock_months": given.clock_months,
        "cold": typed.get("cold") == "yes",
        "gtin": given.gtin or None,
        "allergens": given.allergens,
    }


async def _article(actor: Actor, article_id: UUID) -> ArticleFacts:
    actor.must(Permission.KEEP_PROGRAMMES)
    async with reading(actor):
        for one in await articles(active=None):
            if one.id == article_id:
                return one
    raise NotFoundError


def _form(
    known: ArticleFacts | None, typed: Typed, error: DomainError | None = None
) -> Page:
    facts = msgspec.structs.asdict(known) if known else {}
    stands = standing({**facts, "commodity_group": facts.get("group")})
    return Page(
        "programmes/article.html",
        known=known,
        typed=typed,
        seen=seen_by(stands, typed, error),
        group_labels=COMMODITY_GROUP_LABELS,
        **said_no(error),
    )
