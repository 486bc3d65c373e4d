"""Something that is done at the desk: with or without a form, with or without scripts, once for each time it is meant.

A deed names its form and carries out one service. A GET shows the form: in a dialog when htmx asks, otherwise as a page of
its own. A POST does it. Each form carries a key, so that a double click, a reload or a repetition after a lost answer
does it once and says the same again. What is refused is said where it was asked, and what was filled in stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal, Refused
from hotelmate.core.idempotency import KeyedRequest, keyed_request
from hotelmate.core.once import Answer, change_once, saga_once
from hotelmate.desk.forms import DeskForm, saved
from hotelmate.desk.frame import Desk, desk_page, refusal_page, show, told
from hotelmate.desk.refusals import in_words, sentence

T = TypeVar("T")
SEE_OTHER = 303
# Fields of every form that say how it was sent, not what it asks for.
# `quick` says that no form is in sight, as after a drag: what is refused is told in a message, not in the form.
ENVELOPE = frozenset({"csrfmiddlewaretoken", "key", "next", "quick"})


@dataclass(frozen=True, slots=True)
class Done:
    """What is said of a deed: a sentence, what to know besides, an address that takes it back, and where to go on.

    `version` is what its subject has become, for whoever has more to do to it in line; `drawer` is the address of
    what is shown in the drawer then, where pages have one.
    """

    said: str
    warnings: tuple[str, ...] = ()
    undo: str = ""
    go: str = ""
    version: int | None = None
    drawer: str = ""

    @classmethod
    def of(cls, outcome: Outcome[Any], said: str, *, undo: str = "", go: str = "") -> "Done":
        """What a service's outcome says; a natural no-op is not taken back."""
        warnings = tuple(in_words(warning) for warning in outcome.warnings)
        return cls(said, warnings, undo if outcome.changed else "", go)


@dataclass(slots=True)
class Deed:
    """One thing to do. Subclasses name its texts and its form, and carry it out.

    `request`, `desk` and the parts of the address (`names`) are there when `prepare` is called, which loads the subject
    and raises Refused for one that does not exist.
    """

    request: HttpRequest
    desk: Desk
    names: Mapping[str, str]
    template: ClassVar[str] = "parts/deed"
    # What stands between the heading and the end of the form; others extend this one.
    body: ClassVar[str] = "desk/parts/deed_body.html"
    # Templates of what is fetched anew while the form is filled in, by the element's id: a price, what is free.
    parts: ClassVar[Mapping[str, str]] = {}
    title: ClassVar[Promise | str] = ""
    submit: ClassVar[Promise | str] = ""
    form_class: ClassVar[type[DeskForm] | None] = None
    danger: ClassVar[bool] = False
    needs: ClassVar[str] = ""
    # At which field a refusal is shown that names none itself, by its code.
    blames: ClassVar[Mapping[str, str]] = {}
    form: DeskForm | None = field(default=None, init=False)

    def prepare(self) -> None:
        """Load what the deed is about."""

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Do it with what the form holds; by `change` or `saga`."""
        raise TypeError(f"{type(self).__name__} does nothing.")

    def heading(self) -> str:
        """What is about to be done."""
        return str(self.title)

    def refusal(self) -> Refusal | None:
        """Why it cannot be done as things are; shown in place of the form."""
        return None

    def initial(self) -> dict[str, Any]:
        """What the form holds at first."""
        return {}

    def form_options(self) -> dict[str, Any]:
        """What the form is made with besides: choices, mostly."""
        return {}

    def context(self) -> dict[str, Any]:
        """What the template shows besides the form."""
        return {}

    def back(self) -> str:
        """Where to go when it is done, without scripts."""
        return reverse("desk-today")

    def answer(self, done: Done) -> HttpResponse | None:
        """A page that says what was done, where a message does not; none for most."""
        return None

    def change(self, work: Callable[[], Outcome[T]], said: Callable[[Outcome[T]], Done]) -> Done:
        """Do one change, once for this form."""
        return _done(
            change_once(work, lambda outcome: asdict(said(outcome)), keyed=self.keyed(), if_match=self.version())
        )

    def saga(
        self,
        begin: Callable[[], Outcome[T]],
        finish: Callable[[Outcome[T]], Outcome[T]],
        said: Callable[[Outcome[T]], Done],
    ) -> Done:
        """Do a step-by-step change, once for this form."""
        answer = saga_once(
            begin, finish, lambda outcome: asdict(said(outcome)), keyed=self.keyed(), if_match=self.version()
        )
        return _done(answer)

    def keyed(self) -> KeyedRequest | None:
        """The form's key, with what it asks for."""
        given = {name: values for name, values in sent_with(self.request).lists() if name not in ENVELOPE}
        key = self.request.POST.get("key", "")
        if not key:
            return None
        actor = f"{self.desk.actor.hotel_id}:{self.desk.actor.ref}"
        return keyed_request(actor=actor, path=f"POST {self.request.path}", key=key, body=given)

    @property
    def is_quick(self) -> bool:
        """Whether no form is in sight, as after a drag."""
        return self.request.POST.get("quick", "") != ""

    def version(self) -> int | None:
        """The version that the form was filled in for, where it names one."""
        text = sent_with(self.request).get("version", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def deed_page(deed_class: type[Deed]) -> Callable[..., HttpResponse]:
    """The page of a deed: its form, and what is done with it."""

    @desk_page(needs=deed_class.needs, methods=("GET", "HEAD", "POST"))
    def page(request: HttpRequest, desk: Desk, /, **names: str) -> HttpResponse:
        deed = deed_class(request, desk, names)
        deed.prepare()
        return _do(deed) if request.method == "POST" else _ask(deed)

    return page


def sent_with(request: HttpRequest) -> QueryDict:
    """What a form was sent with: its fields, and what its address says, as an address that takes something back does."""
    given = request.GET.copy()
    for name, values in request.POST.lists():
        given.setlist(name, values)
    return given


def fresh_key() -> str:
    """A key for a form."""
    return uuid4().hex


def _ask(deed: Deed) -> HttpResponse:
    if deed.form_class is not None:
        deed.form = deed.form_class(deed.desk, initial={**deed.initial(), **_asked_for(deed)}, **deed.form_options())
    return _form(deed, refusal=deed.refusal())


def _asked_for(deed: Deed) -> dict[str, str]:
    """What the address fills in: the dates of the cells that were dragged over, a room."""
    return {name: str(value) for name, value in deed.request.GET.items() if value}


def _do(deed: Deed) -> HttpResponse:
    values: Mapping[str, Any] = {}
    if deed.form_class is not None:
        deed.form = deed.form_class(deed.desk, sent_with(deed.request), initial=deed.initial(), **deed.form_options())
        if not deed.form.is_valid():
            return _refused(deed, _invalid(deed.form)) if deed.is_quick else _form(deed, status=400)
        values = deed.form.cleaned_data
    try:
        done = deed.carry_out(values)
    except Refused as refused:
        return _refused(deed, refused.refusal)
    return deed.answer(done) or _finished(deed, done)


def _form(deed: Deed, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    context = {
        "deed": deed,
        "form": deed.form,
        "refused": in_words(refusal) if refusal is not None else "",
        "refusal": refusal,
        "key": fresh_key(),
        "next": _next(deed),
        **deed.context(),
    }
    if not _in_dialog(deed.request):
        return show(deed.request, deed.desk, f"{deed.template}_page", context, status=status)
    part = deed.parts.get(deed.request.headers.get("HX-Target", ""))
    if part is not None:
        return show(deed.request, deed.desk, part, context)
    # A button that does something at once may be asked back: the form opens in the dialog, wherever it was pressed.
    return reswap(
        retarget(show(deed.request, deed.desk, deed.template, context, status=status), "#dialog-body"), "innerHTML"
    )


def _refused(deed: Deed, refusal: Refusal) -> HttpResponse:
    if deed.form is None or deed.is_quick:
        if getattr(deed.request, "htmx", False):
            return refusal_page(deed.request, deed.desk, refusal)
        messages.error(deed.request, in_words(refusal))
        return HttpResponseRedirect(_next(deed), status=SEE_OTHER)
    if refusal.code == "PRECONDITION_FAILED" and "version" in deed.form.fields:
        return _changed_meanwhile(deed, refusal)
    blamed = {deed.blames[refusal.code]: [refusal.message]} if refusal.code in deed.blames else {}
    fields = refusal.details.get("fields", blamed)
    known = {name: texts for name, texts in fields.items() if name in deed.form.fields}
    for name, texts in known.items():
        deed.form.add_error(name, [sentence(refusal.code, str(text)) for text in texts])
    return _form(deed, refusal=None if known else refusal, status=refusal.status)


def _changed_meanwhile(deed: Deed, refusal: Refusal) -> HttpResponse:
    """The form as it was filled in, and at each field that differs what somebody else has saved. Sent again, it replaces that."""
    assert deed.form_class is not None
    deed.prepare()
    filled_in = sent_with(deed.request)
    filled_in["version"] = str(refusal.details["current_version"])
    deed.form = deed.form_class(deed.desk, filled_in, initial=deed.initial(), **deed.form_options())
    for name in deed.form.changed_data:
        deed.form[name].help_text = _("Saved meanwhile: %(value)s") % {"value": saved(deed.form[name])}
    told = _(
        "Somebody else saved a change while this was open. What is saved now stands at the fields that differ. "
        "Save again to put yours in its place."
    )
    return _form(deed, refusal=Refusal("CHANGED_MEANWHILE", told, refusal.status), status=refusal.status)


def _invalid(form: DeskForm) -> Refusal:
    texts = [
        f"{form.fields[name].label}: {error}"
        for name, errors in form.errors.items()
        if name in form.fields
        for error in errors
    ]
    return Refusal("VALIDATION_ERROR", " ".join(texts or [str(error) for error in form.non_field_errors()]), 400)


def _finished(deed: Deed, done: Done) -> HttpResponse:
    if getattr(deed.request, "htmx", False):
        response = told(HttpResponse(status=204), "desk:done", **asdict(done))
        response.status_code = 200
        return response
    messages.success(deed.request, " ".join([done.said, *done.warnings]))
    return HttpResponseRedirect(done.go or _next(deed), status=SEE_OTHER)


def _done(answer: Answer) -> Done:
    body = answer.body
    return Done(body["said"], tuple(body["warnings"]), body["undo"], body["go"], body["version"], body["drawer"])


def _next(deed: Deed) -> str:
    wanted = deed.request.POST.get("next") or deed.request.GET.get("next") or ""
    host = deed.request.get_host()
    if url_has_allowed_host_and_scheme(wanted, {host}, require_https=deed.request.is_secure()) and wanted[:1] == "/":
        return wanted
    return deed.back()


def _in_dialog(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def already(what: str) -> str:
    """What is said when somebody else was quicker, or the same was asked for twice."""
    return _("Nothing to do: %(what)s.") % {"what": what}
