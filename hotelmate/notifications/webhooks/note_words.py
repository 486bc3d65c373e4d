"""The letter to a hotel whose webhook was disabled, in each language that a hotel may have."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotelmate.hotel.models import Language
from hotelmate.notifications.models import DisabledReason

FAILING, GONE = DisabledReason.FAILING, DisabledReason.GONE


@dataclass(frozen=True, slots=True)
class Note:
    """The texts of the letter. `{webhook}` and `{hotel}` stand for their names, `{reason}` for one of the reasons."""

    subject: str
    what: str
    reasons: Mapping[str, str]
    nothing_lost: str
    look: str
    resume: str


NOTES: Mapping[str, Note] = {
    Language.ENGLISH: Note(
        subject="Webhook {webhook} of {hotel} was disabled",
        what="The webhook {webhook} of {hotel} was disabled: {reason}.",
        reasons={
            FAILING: "nothing that was sent to it in three days was taken",
            GONE: "its address answered that it is gone for good (410)",
        },
        nothing_lost="Nothing is lost. Its events wait in the hotel's log, and the oldest goes first when it is resumed.",
        look="See what happened:",
        resume="Resume it:",
    ),
    Language.GERMAN: Note(
        subject="Webhook {webhook} von {hotel} wurde abgeschaltet",
        what="Der Webhook {webhook} von {hotel} wurde abgeschaltet: {reason}.",
        reasons={
            FAILING: "drei Tage lang wurde nichts angenommen, was an ihn ging",
            GONE: "seine Adresse antwortet, dass es sie nicht mehr gibt (410)",
        },
        nothing_lost="Nichts ist verloren. Die Ereignisse warten im Protokoll des Hotels, und wird er fortgesetzt, geht das "
        "älteste zuerst.",
        look="Was geschehen ist:",
        resume="Fortsetzen:",
    ),
    Language.FRENCH: Note(
        subject="Le webhook {webhook} de {hotel} a été désactivé",
        what="Le webhook {webhook} de {hotel} a été désactivé : {reason}.",
        reasons={
            FAILING: "pendant trois jours, rien de ce qui lui a été envoyé n’a été accepté",
            GONE: "son adresse répond qu’elle n’existe plus (410)",
        },
        nothing_lost="Rien n’est perdu. Ses événements attendent dans le journal de l’hôtel ; à la reprise, le plus ancien "
        "part en premier.",
        look="Ce qui s’est passé :",
        resume="Le reprendre :",
    ),
    Language.SPANISH: Note(
        subject="El webhook {webhook} de {hotel} se ha desactivado",
        what="El webhook {webhook} de {hotel} se ha desactivado: {reason}.",
        reasons={
            FAILING: "durante tres días no se aceptó nada de lo que se le envió",
            GONE: "su dirección responde que ya no existe (410)",
        },
        nothing_lost="No se ha perdido nada. Sus eventos esperan en el registro del hotel; al reanudarlo, el más antiguo "
        "sale primero.",
        look="Qué ha ocurrido:",
        resume="Reanudarlo:",
    ),
}
