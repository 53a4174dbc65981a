"""One plain loader a table. Generated from datapackage.json by `soleimani-events stamp`."""

from .tables import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .tables import Engine

__all__ = [
    "load_actor_names",
    "load_actors",
    "load_adjudications",
    "load_casualties",
    "load_claims",
    "load_event_types",
    "load_events",
    "load_participations",
    "load_places",
    "load_relationships",
    "load_sources",
    "load_tombstones",
]


def load_events(engine: "Engine" = "pandas") -> "Any":
    """Load events.

    What happened, when and where: one row an event. Incidents nest in operations, operations in
    campaigns or wars, through parent_event_id.

    A fresh frame, sorted by event_id, with these columns:

    event_id : string
        Lower-case slug that names the event; never renamed, never reused.
    name : string
        Short neutral name in the dataset's own words.
    event_type : string
        Kind of event.
    date_edtf : string
        When it happened, local to the place. a/b is how long it lasted; [a..b] one unknown day
        within. Source: Extended Date/Time Format (Library of Congress, 2019).
    start_date : datetime64[us]
        Earliest day that date_edtf allows; empty where it is open.
    end_date : datetime64[us]
        Latest day that date_edtf allows; empty where it is open.
    date_precision : category
        Precision of the end points of date_edtf, the coarser one if they differ.
    place_id : string
        Where it happened, as exactly as the evidence allows.
    geo_precision : Int64
        How exactly place_id says where: 1 exact site, 2 near a named place (about 25 km), 3
        district, 4 first-order division, 5 linear feature or fuzzy area, 6 country, 7 international
        waters or airspace. Source: UCDP GED codebook, where_prec.
    parent_event_id : string
        The operation, campaign or war that it was part of.
    status : category
        Whether it happened, as far as the evidence goes.
    summary : string
        What happened, in the dataset's own neutral words; at most 400 characters.

    ``engine`` and errors as for ``load``.
    """
    return load("events", engine)


def load_event_types(engine: "Engine" = "pandas") -> "Any":
    """Load event_types.

    The codes of events.event_type. Each with its nearest match in PLOVER and CAMEO.

    A fresh frame, sorted by event_type, with these columns:

    event_type : string
        The code.
    definition : string
        What the code means here.
    plover_event : string
        Nearest PLOVER event class. Source: PLOVER, conversion table of 2021.
    plover_mode : string
        Mode of that class, where one fits. Source: PLOVER, conversion table of 2021.
    cameo_root : string
        Two-digit root code of CAMEO. Source: CAMEO, root codes 01 to 20.
    match : category
        How close the PLOVER class is. Source: SKOS mapping properties.

    ``engine`` and errors as for ``load``.
    """
    return load("event_types", engine)


def load_actors(engine: "Engine" = "pandas") -> "Any":
    """Load actors.

    Persons, organisations, states, groups and media. Those that take part in events or speak in
    sources.

    A fresh frame, sorted by actor_id, with these columns:

    actor_id : string
        Lower-case slug that names the actor; never renamed, never reused.
    name : string
        Preferred English form in the common academic or agency spelling.
    actor_type : category
        Kind of actor.
    country : string
        Country that the actor belongs to or is based in. Source: ISO 3166-1 alpha-3.
    start_edtf : string
        Birth of a person, founding of an organisation. Source: Extended Date/Time Format (Library
        of Congress, 2019).
    end_edtf : string
        Death of a person, end of an organisation. Source: Extended Date/Time Format (Library of
        Congress, 2019).
    description : string
        Public role in one neutral sentence.

    ``engine`` and errors as for ``load``.
    """
    return load("actors", engine)


def load_actor_names(engine: "Engine" = "pandas") -> "Any":
    """Load actor_names.

    Their other names, in their own scripts. Each with where it was read.

    A fresh frame, sorted by actor_id, name, with these columns:

    actor_id : string
        Whose name it is.
    name : string
        The name as written.
    language : string
        Language of the name. Source: BCP 47.
    script : string
        Script of the name. Source: ISO 15924.
    name_type : category
        What kind of name it is.
    source_id : string
        Where it was read.

    ``engine`` and errors as for ``load``.
    """
    return load("actor_names", engine)


def load_participations(engine: "Engine" = "pandas") -> "Any":
    """Load participations.

    Who took part in which event, in which role.

    A fresh frame, sorted by participation_id, with these columns:

    participation_id : string
        event_id, actor_id and role, joined by dots.
    event_id : string
        The event.
    actor_id : string
        The actor.
    role : category
        What the actor was in the event.
    presence : category
        Where the actor was.
    attribution : category
        On whose word the participation rests.

    ``engine`` and errors as for ``load``.
    """
    return load("participations", engine)


def load_relationships(engine: "Engine" = "pandas") -> "Any":
    """Load relationships.

    Who commands, supports, belongs to or follows whom. Subject, relation, object, and from when to
    when.

    A fresh frame, sorted by relationship_id, with these columns:

    relationship_id : string
        subject_id.relation.object_id, with .2 and so on for a further spell.
    subject_id : string
        The actor of whom it is said.
    relation : category
        What the subject is to the object.
    object_id : string
        The actor on the other side.
    start_edtf : string
        When it began, or the post if one is named. Source: Extended Date/Time Format (Library of
        Congress, 2019).
    end_edtf : string
        When it ended, or the post if one is named; empty where it has not or is not known. Source:
        Extended Date/Time Format (Library of Congress, 2019).
    support_type : category
        Kind of external support, where relation is supports; one row a kind. Source: UCDP External
        Support Dataset codebook.
    post : string
        The office held, where the relation is one.

    ``engine`` and errors as for ``load``.
    """
    return load("relationships", engine)


def load_places(engine: "Engine" = "pandas") -> "Any":
    """Load places.

    Where events happened, and how exactly that is known. Coordinates come with their source and a
    radius.

    A fresh frame, sorted by place_id, with these columns:

    place_id : string
        Lower-case slug that names the place; countries end in -country.
    name : string
        Common English name.
    place_type : category
        Kind of place.
    country : string
        Country that it lies in. Source: ISO 3166-1 alpha-3.
    latitude : float64
        North positive. Unit: decimal degrees, WGS 84.
    longitude : float64
        East positive. Unit: decimal degrees, WGS 84.
    radius_km : float64
        Distance from the coordinates within which the place lies. Unit: km.
    parent_place_id : string
        The place that it lies in.
    coordinates_source_id : string
        Where the coordinates were read.

    ``engine`` and errors as for ``load``.
    """
    return load("places", engine)


def load_casualties(engine: "Engine" = "pandas") -> "Any":
    """Load casualties.

    Killed and injured, as ranges over what is claimed. One row for each event and group of people.

    A fresh frame, sorted by casualty_id, with these columns:

    casualty_id : string
        event_id.group, and .actor_id for a side.
    event_id : string
        The event.
    group : category
        Who is counted.
    actor_id : string
        The actor whose people are counted, where group is side.
    killed_low : Int64
        Smallest number that a source gives. Unit: people.
    killed_best : Int64
        Number adopted; one of those given. Unit: people.
    killed_high : Int64
        Largest number that a source gives. Unit: people.
    injured_low : Int64
        Smallest number that a source gives. Unit: people.
    injured_best : Int64
        Number adopted; one of those given. Unit: people.
    injured_high : Int64
        Largest number that a source gives. Unit: people.

    ``engine`` and errors as for ``load``.
    """
    return load("casualties", engine)


def load_sources(engine: "Engine" = "pandas") -> "Any":
    """Load sources.

    Texts that were read: one row a text.

    A fresh frame, sorted by source_id, with these columns:

    source_id : string
        Lower-case slug of publisher, date and topic.
    title : string
        Title of the text.
    publisher : string
        Who published it, in one spelling.
    publisher_country : string
        Where the publisher is based. Source: ISO 3166-1 alpha-3.
    publisher_type : category
        Kind of publisher.
    author : string
        Byline, where one was read.
    published : string
        When it was published. Source: Extended Date/Time Format (Library of Congress, 2019).
    published_basis : category
        How the date of publication is known.
    language : string
        Language of the text. Source: BCP 47.
    url : string
        Where it was read. Addresses may have gone dead since.
    origin : string
        The agency or source that the text goes back to, where that is not its publisher.
    read_on : datetime64[us]
        Day on which it was read.
    party_to : string
        The side in the conflict that the publisher belongs to.

    ``engine`` and errors as for ``load``.
    """
    return load("sources", engine)


def load_claims(engine: "Engine" = "pandas") -> "Any":
    """Load claims.

    Who says what, where: one row a value and source. The evidence for cells of other tables, and
    for rows as a whole.

    A fresh frame, sorted by claim_id, with these columns:

    claim_id : string
        subject_id.property.source_id, with .2 and so on for a further claim.
    subject_table : category
        Table that the claim speaks of.
    subject_id : string
        Key of the row that the claim speaks of.
    property : string
        A column of that table; record for the row itself; killed or injured for casualties.
    value : string
        What is claimed, in the column's own form: true for record, a number or a range like 24/28,
        24/.. or ../28 for casualties.
    stance : category
        Whether the speaker asserts or denies the value.
    source_id : string
        Where it was read.
    attributed_to : string
        Who says so, according to the source; empty where the source says so itself.
    locator : string
        Where in the source.
    note : string
        What the value alone does not say.

    ``engine`` and errors as for ``load``.
    """
    return load("claims", engine)


def load_adjudications(engine: "Engine" = "pandas") -> "Any":
    """Load adjudications.

    Why a value was adopted where claims conflict. One row a contested cell.

    A fresh frame, sorted by subject_table, subject_id, property, with these columns:

    subject_table : string
        Table of the contested cell.
    subject_id : string
        Row of the contested cell.
    property : string
        Column of the contested cell, as in claims.
    rule : category
        Rule that decided.
    rationale : string
        Who says what, and why this value.
    decided_on : datetime64[us]
        Day of the decision.

    ``engine`` and errors as for ``load``.
    """
    return load("adjudications", engine)


def load_tombstones(engine: "Engine" = "pandas") -> "Any":
    """Load tombstones.

    Ids that were released and are gone. With what replaces them.

    A fresh frame, sorted by table, id, with these columns:

    table : string
        Table that the id was in.
    id : string
        The id; never used again.
    replaced_by : string
        Id that takes its place, if one does.
    version : string
        First version without it.
    reason : category
        Why it is gone.

    ``engine`` and errors as for ``load``.
    """
    return load("tombstones", engine)
